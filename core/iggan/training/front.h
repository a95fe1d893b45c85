#pragma once
#include <torch/types.h>

#include <iggan/models/tensor_file.h>
#include <iggan/scene/scene_distribution.h>

/// Which way generated shapes face. Early in training, chance decides where the front of G's shapes
/// is: often a quarter turn away from the front of the real shapes. No gradient leads from there to
/// the true front, since all shapes would have to get worse on the way. But D, which has learned
/// how lamps light real shapes from all sides, finds generated shapes that face the true front more
/// real, although it has never seen such shapes.
namespace iggan {

/// Whether azimuths are drawn evenly from all directions.
[[nodiscard]] bool goes_all_round(const CameraDistribution& camera);

/// Whether pictures show which way shapes face: a lamp is fixed to the world, or the cameras do not
/// go all the way round.
[[nodiscard]] bool shows_front(const SceneDistribution& scene);

/// The number of quarter turns that D prefers to no turn.
/// @param logits  [N, 4], means of D's logits over the pictures of N shapes; column q is for the
///                shapes after q quarter turns.
/// @return        0 to 3; 0 unless the mean difference is more than four standard errors.
[[nodiscard]] int preferred_turn(const torch::Tensor& logits);

/// Voxels after a number of quarter turns about +y, from +z towards +x.
/// @param voxels [N, K, R, R, R].
[[nodiscard]] torch::Tensor turned_voxels(const torch::Tensor& voxels, int quarters);

/// A trainer's state with its shapes turned: this changes the weights of G and of its moving
/// average, and the optimiser's moments. No part of G distinguishes directions, so turned weights
/// give turned shapes, except for rounding: sums have a different order.
[[nodiscard]] TensorFile turned_state(const TensorFile& state, int quarters);

}  // namespace iggan
