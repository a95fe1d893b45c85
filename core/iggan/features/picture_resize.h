#pragma once
#include <cstdint>

namespace at {
class Tensor;
}

namespace iggan {

/// Pictures resized to a square by antialiased bicubic interpolation, as Pillow does it, without
/// rounding in between; the same pictures where the size fits already.
/// @param pictures [N, C, H, W] float32 in [0, 255].
/// @return         [N, C, size, size] float32, clamped to [0, 255].
/// Source: Parmar et al. 2022, arXiv:2104.11222 (clean-fid).
[[nodiscard]] at::Tensor resize_bicubic(const at::Tensor& pictures, std::int64_t size);

}  // namespace iggan
