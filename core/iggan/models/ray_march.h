#pragma once
#include <vector>

#include <torch/types.h>

#include <iggan/scene/shot.h>

namespace iggan {

[[nodiscard]] std::vector<Camera> cameras_of(const std::vector<Shot>& shots);

/// Rays through pixel centres, in world space.
/// @return [N, H*W, 6] float32: origin x, y, z, unit direction x, y, z.
[[nodiscard]] torch::Tensor camera_rays(const std::vector<Camera>& cameras, int height, int width);

struct RayMarchOptions {
  double step_voxels = 1.0;      // distance between samples, voxels
  double gate_steepness = 12.0;  // k of the steep gate sigmoid(k (x - 1/2))
};

/// Channels of ray_march's result; the normal is in world space.
enum RayMarchChannel {
  kSteepOpacity = 0,
  kSteepNormal = 1,
  kSteepDepth = 4,
  kRawOpacity = 5,
  kRawNormal = 6,
  kRawDepth = 9,
  kThickness = 10,
  kSteepThickness = 11,
  kRayMarchChannels = 12
};

/// Composites a volume front to back along rays, twice: once through a steep gate around the
/// threshold and once with raw occupancy as opacity; for each, opacity, surface normal
/// (normalised minus gradient of occupancy) and depth along the ray from its point nearest the
/// origin, all weighted by visibility; and two plain projections, the sums of occupancy and of
/// the gate along the ray in units of the cube's edge. Differentiable in occupancy.
/// @param occupancy [N, 1, R, R, R] in [0, 1]; the unit cube at the origin; zero outside.
/// @param rays      [N, P, 6] as camera_rays gives.
/// @return          [N, P, 12].
/// On a CPU a fused kernel does it; elsewhere tensor operations (ray_march_reference).
[[nodiscard]] torch::Tensor ray_march(const torch::Tensor& occupancy, const torch::Tensor& rays,
                                      const RayMarchOptions& options);

/// The same by tensor operations on any device, by which the kernel is tested.
[[nodiscard]] torch::Tensor ray_march_reference(const torch::Tensor& occupancy,
                                                const torch::Tensor& rays,
                                                const RayMarchOptions& options);

}  // namespace iggan
