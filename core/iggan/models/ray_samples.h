#pragma once
#include <torch/types.h>

namespace iggan {

/// A volume sampled along rays, front to back.
struct RaySamples {
  torch::Tensor values;  // [N, K, P, S] trilinear
  torch::Tensor t;       // [N, P, S] distance from the ray's origin
  torch::Tensor inside;  // [N, P, S] 1 inside the cube, 0 behind it
};

/// Samples a volume at equal intervals along rays, starting where each ray enters the unit cube at
/// the origin. Differentiable in the volume.
/// @param volume [N, K, R, R, R]; zero outside the cube.
/// @param rays   [N, P, 6] as camera_rays returns.
/// @param step   distance between samples, in edges of the cube. On a CPU this uses a fused kernel;
/// elsewhere tensor operations (sample_rays_reference).
[[nodiscard]] RaySamples sample_rays(const torch::Tensor& volume, const torch::Tensor& rays,
                                     double step);

/// The same with tensor operations, on any device.
[[nodiscard]] RaySamples sample_rays_reference(const torch::Tensor& volume,
                                               const torch::Tensor& rays, double step);

}  // namespace iggan
