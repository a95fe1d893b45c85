#pragma once
namespace at {
class Tensor;
}

namespace iggan {

/// Peak signal-to-noise ratio of pairs of pictures, 10 log10(1 / mean squared error), decibels.
/// @param a, b  [N, C, H, W] in [0, 1].
/// @return      [N] float64; infinite for equal pictures.
/// @throws ShapeError when the shapes differ.
[[nodiscard]] at::Tensor psnr(const at::Tensor& a, const at::Tensor& b);

inline constexpr int kSsimWindow = 11;  // pixels; smaller pictures have no SSIM

/// Structural similarity of pairs of pictures: Gaussian window of 11 x 11 with sigma 1.5, entirely
/// inside the picture; K1 = 0.01, K2 = 0.03, range 1; per channel, then their mean.
/// @param a, b  [N, C, H, W] in [0, 1]; H and W at least 11.
/// @return      [N] float64 in [-1, 1]; 1 for equal pictures.
/// @throws ShapeError when the shapes differ or the pictures are too small.
/// Source: Wang et al. 2004, Image Quality Assessment: From Error Visibility to Structural
/// Similarity; the conventions are those of TensorFlow and torchmetrics.
[[nodiscard]] at::Tensor ssim(const at::Tensor& a, const at::Tensor& b);

}  // namespace iggan
