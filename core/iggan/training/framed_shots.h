#pragma once
#include <vector>

#include <torch/types.h>

#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// The shots as they take these shapes: framed, where the scene asks for it.
/// @param solid  [N, K, R, R, R] uint8 on any device, one shape a shot, occupancy first.
[[nodiscard]] std::vector<Shot> framed_shots(const SceneDistribution& scene,
                                             std::vector<Shot> shots, const torch::Tensor& solid);

}  // namespace iggan
