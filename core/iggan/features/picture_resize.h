#pragma once
#include <cstdint>

namespace at {
class Tensor;
}

namespace iggan {

/// Resizes pictures to a square with antialiased bicubic interpolation like Pillow's, without
/// intermediate rounding; returns the same pictures if the size already fits.
/// @param pictures [N, C, H, W] float32 in [0, 255].
/// @return         [N, C, size, size] float32, clamped to [0, 255].
/// Source: Parmar et al. 2022, arXiv:2104.11222 (clean-fid).
[[nodiscard]] at::Tensor resize_bicubic(const at::Tensor& pictures, std::int64_t size);

}  // namespace iggan
