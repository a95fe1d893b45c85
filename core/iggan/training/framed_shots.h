#pragma once
#include <vector>

#include <torch/types.h>

#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// The shots for these shapes, framed if the scene asks for it.
/// @param voxels  [N, K, R, R, R] on any device, one shape per shot, occupancy first; discrete or
///                continuous: occupancy above 1/2 is solid.
[[nodiscard]] std::vector<Shot> framed_shots(const SceneDistribution& scene,
                                             std::vector<Shot> shots, const torch::Tensor& voxels);

}  // namespace iggan
