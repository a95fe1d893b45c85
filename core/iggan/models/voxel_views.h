#pragma once
#include <torch/types.h>

/// Steps from generated shapes to the voxels of a batch's samples. Each has a gradient written by
/// hand: LibTorch's gradients for the same copies and slices of large tensors take a tenth of an
/// iteration's time.
namespace iggan {

/// Repeats each shape `views` times in a row.
/// @param shapes [B, K, R, R, R].
/// @return       [B views, K, R, R, R].
[[nodiscard]] torch::Tensor repeated_views(const torch::Tensor& shapes, std::int64_t views);

/// clamp(x + shift, 0, 1) of occupancy x; the other channels stay unchanged.
/// @param voxels [N, K, R, R, R], occupancy first.
/// @param shift  [N] float32, without a gradient.
[[nodiscard]] torch::Tensor shifted_occupancy(const torch::Tensor& voxels,
                                              const torch::Tensor& shift);

/// Smooths along each of the last three axes with a filter that is zero at the highest frequency;
/// borders are mirrored.
/// @param x     [N, K, D, H, W].
/// @param taps  3: [1 2 1] / 4; 5: [-1 4 10 4 -1] / 16, which keeps more of the other frequencies.
[[nodiscard]] torch::Tensor smoothed_volume(const torch::Tensor& x, int taps = 3);

}  // namespace iggan
