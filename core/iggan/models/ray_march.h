#pragma once
#include <cstdint>
#include <vector>

#include <torch/types.h>

#include <iggan/scene/shot.h>

namespace iggan {

/// The camera of each shot.
[[nodiscard]] std::vector<Camera> cameras_of(const std::vector<Shot>& shots);

/// Rays through pixel centres, in world space.
/// @return [N, H*W, 6] float32: origin x, y, z, unit direction x, y, z.
[[nodiscard]] torch::Tensor camera_rays(const std::vector<Camera>& cameras, int height, int width);

/// How rays are marched.
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
  kRayMarchChannels = 12,  // for voxels without colour
  kSteepAlbedo = 12,
  kRawAlbedo = 15,
  kColourRayMarchChannels = 18
};
/// Channels of the result: kRayMarchChannels, or kColourRayMarchChannels in colour.
[[nodiscard]] inline constexpr std::int64_t ray_march_channels(bool colour) {
  return colour ? kColourRayMarchChannels : kRayMarchChannels;
}

/// Composites a volume front to back along rays, twice: once with a steep gate around the threshold
/// as opacity, once with raw occupancy. Each time the results are opacity, surface normal (the
/// normalised negative gradient of occupancy) and depth along the ray from the ray's point nearest
/// the origin, all weighted by visibility. There are also two plain projections: the sums of
/// occupancy and of the gate along the ray, in units of the cube's edge. If voxels have albedo, it
/// is composited too, with the same weights and in its own encoding. Air has no albedo: a sample's
/// albedo is the mean over its eight voxels weighted by occupancy, p x / (x^2 + e), where x is the
/// interpolated occupancy and p is the interpolated product of occupancy and albedo. As occupancy
/// falls to 0, so does this value, without a steep gradient. Differentiable in the voxels.
/// @param voxels [N, 1 or 4, R, R, R] in [0, 1], occupancy and then albedo R, G, B; the unit cube
///               at the origin; zero outside.
/// @param rays   [N, P, 6] as camera_rays returns.
/// @return       [N, P, 12 or 18]. On a CPU this uses a fused kernel; elsewhere tensor operations
/// (ray_march_in_chunks).
[[nodiscard]] torch::Tensor ray_march(const torch::Tensor& voxels, const torch::Tensor& rays,
                                      const RayMarchOptions& options);

/// The same with tensor operations on any device; the reference for tests of the kernel.
[[nodiscard]] torch::Tensor ray_march_reference(const torch::Tensor& voxels,
                                                const torch::Tensor& rays,
                                                const RayMarchOptions& options);

/// The same in bounded memory: processes a chunk of rays at a time, and recomputes samples for the
/// gradient instead of keeping them.
/// @param most_samples  over all rays of a chunk; each sample takes about 200 bytes in the backward
///                      pass.
[[nodiscard]] torch::Tensor ray_march_in_chunks(const torch::Tensor& voxels,
                                                const torch::Tensor& rays,
                                                const RayMarchOptions& options,
                                                std::int64_t most_samples);

}  // namespace iggan
