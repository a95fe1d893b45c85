#pragma once
#include <torch/types.h>

#include <iggan/models/tensor_file.h>
#include <iggan/scene/scene_distribution.h>

/// Which way generated shapes face. G makes up its world, and early in training an accident decides
/// where its front is: often a quarter turn away from that of the real shapes. Gradients do not
/// lead from there to the true front, since all shapes would have to be wrong for a while. But D,
/// which has learned how lamps light real shapes from all sides, finds shapes that face the true
/// front more real, although it has never seen them.
namespace iggan {

/// Whether azimuths are drawn evenly from all directions.
[[nodiscard]] bool goes_all_round(const CameraDistribution& camera);

/// Whether pictures show which way shapes face: a lamp is fixed to the world, or the cameras do not
/// go all the way round.
[[nodiscard]] bool shows_front(const SceneDistribution& scene);

/// The quarter turns that D prefers to none.
/// @param logits  [N, 4], D's means over the pictures of N shapes; column q is of the shapes turned
///                by q quarters.
/// @return        0 to 3; 0 unless the mean difference is more than four standard errors.
[[nodiscard]] int preferred_turn(const torch::Tensor& logits);

/// Voxels turned by quarters about +y, from +z towards +x.
/// @param voxels [N, K, R, R, R].
[[nodiscard]] torch::Tensor turned_voxels(const torch::Tensor& voxels, int quarters);

/// A trainer's state whose shapes are turned: the weights of G and of its moving average, with the
/// optimiser's moments. No part of G distinguishes directions, so that turned weights give turned
/// shapes, except for the order of sums.
[[nodiscard]] TensorFile turned_state(const TensorFile& state, int quarters);

}  // namespace iggan
