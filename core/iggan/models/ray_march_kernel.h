#pragma once
#include <torch/types.h>

#include <iggan/models/ray_march.h>

namespace iggan {

inline constexpr double kNormalEpsilon = 1e-3;  // added to the squared gradient under the root
inline constexpr double kPaintEpsilon = 1e-3;   // added to squared occupancy: see ray_march

/// The fused CPU kernel behind ray_march; float32 or float64, contiguous.
/// @param voxels [N, 1 or 4, R, R, R], rays [N, P, 6], gradient [N, P, 12 or 18].
/// @return       [N, P, 12 or 18].
[[nodiscard]] torch::Tensor ray_march_kernel_forward(const torch::Tensor& voxels,
                                                     const torch::Tensor& rays,
                                                     const RayMarchOptions& options);
/// @return the gradient with respect to the voxels, with their shape and type.
[[nodiscard]] torch::Tensor ray_march_kernel_backward(const torch::Tensor& voxels,
                                                      const torch::Tensor& rays,
                                                      const torch::Tensor& gradient,
                                                      const RayMarchOptions& options);

}  // namespace iggan
