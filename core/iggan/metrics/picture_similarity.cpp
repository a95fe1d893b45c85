#include <iggan/metrics/picture_similarity.h>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/models/layers.h>

namespace iggan {
namespace {

constexpr std::int64_t kWindow = kSsimWindow;
constexpr double kSigma = 1.5;

void check_pair(const torch::Tensor& a, const torch::Tensor& b) {
  check_shape(a, {-1, -1, -1, -1}, "pictures");
  check_shape(b, a.sizes().vec(), "the pictures to compare with");
}

/// Gaussian means over every window inside the picture.
/// @param pictures [N, 1, H, W]; @return [N, 1, H - 10, W - 10].
torch::Tensor window_means(const torch::Tensor& pictures) {
  const torch::Tensor offsets =
      torch::arange(kWindow, pictures.options()) - static_cast<double>(kWindow / 2);
  const torch::Tensor bell = torch::exp(-offsets.square() / (2 * kSigma * kSigma));
  const torch::Tensor weights = bell / bell.sum();
  return torch::conv2d(torch::conv2d(pictures, weights.view({1, 1, 1, kWindow})),
                       weights.view({1, 1, kWindow, 1}));
}

}  // namespace

torch::Tensor psnr(const torch::Tensor& a, const torch::Tensor& b) {
  check_pair(a, b);
  const torch::Tensor difference = a.to(torch::kFloat64) - b.to(torch::kFloat64);
  return -10 * torch::log10(difference.square().mean({1, 2, 3}));
}

torch::Tensor ssim(const torch::Tensor& a, const torch::Tensor& b) {
  check_pair(a, b);
  const std::int64_t count = a.size(0), channels = a.size(1), height = a.size(2), width = a.size(3);
  if (height < kWindow || width < kWindow)
    fail<ShapeError>("SSIM of pictures of {}x{}: its window needs {}x{} pixels", width, height,
                     kWindow, kWindow);
  const torch::Tensor x = a.to(torch::kFloat64).reshape({count * channels, 1, height, width});
  const torch::Tensor y = b.to(torch::kFloat64).reshape({count * channels, 1, height, width});
  const torch::Tensor mx = window_means(x), my = window_means(y);
  const torch::Tensor vx = window_means(x * x) - mx * mx, vy = window_means(y * y) - my * my;
  const torch::Tensor vxy = window_means(x * y) - mx * my;
  const double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
  const torch::Tensor map =
      (2 * mx * my + c1) * (2 * vxy + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2));
  return map.mean({1, 2, 3}).view({count, channels}).mean(1);
}

}  // namespace iggan
