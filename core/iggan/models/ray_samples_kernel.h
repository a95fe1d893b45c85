#pragma once
#include <torch/types.h>

namespace iggan {

/// The fused CPU kernel behind sample_rays; float32 or float64, contiguous.
/// @param volume [N, K, R, R, R], rays [N, P, 6], step in edges of the cube.
/// @param steps  maximum number of samples per ray, S; samples outside the cube are zero.
/// @return [N, K, P, S].
[[nodiscard]] torch::Tensor ray_samples_kernel_forward(const torch::Tensor& volume,
                                                       const torch::Tensor& rays, double step,
                                                       std::int64_t steps);
/// @param gradient [N, K, P, S]. @return the gradient with respect to the volume, [N, K, R, R, R].
[[nodiscard]] torch::Tensor ray_samples_kernel_backward(const torch::Tensor& gradient,
                                                        const torch::Tensor& rays, double step,
                                                        std::int64_t edge);

}  // namespace iggan
