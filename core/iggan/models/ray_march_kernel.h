#pragma once
#include <torch/types.h>

#include <iggan/models/ray_march.h>

namespace iggan {

inline constexpr double kNormalEpsilon = 1e-3;  // added to the squared gradient before its root

/// The fused CPU kernel behind ray_march; float32 or float64, contiguous.
/// @param occupancy [N, 1, R, R, R], rays [N, P, 6], gradient [N, P, 12]. @return [N, P, 12].
[[nodiscard]] torch::Tensor ray_march_kernel_forward(const torch::Tensor& occupancy,
                                                     const torch::Tensor& rays,
                                                     const RayMarchOptions& options);
/// @return gradient of the occupancy, [N, 1, R, R, R].
[[nodiscard]] torch::Tensor ray_march_kernel_backward(const torch::Tensor& occupancy,
                                                      const torch::Tensor& rays,
                                                      const torch::Tensor& gradient,
                                                      const RayMarchOptions& options);

}  // namespace iggan
