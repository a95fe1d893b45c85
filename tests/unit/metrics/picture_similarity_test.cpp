#include <support/catch.h>

#include <cmath>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/metrics/picture_similarity.h>

namespace {

/// Two pictures of three channels, 20 wide and 16 high, that share most of their structure.
std::pair<torch::Tensor, torch::Tensor> pictures() {
  torch::Tensor a = torch::empty({1, 3, 16, 20}), b = torch::empty({1, 3, 16, 20});
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 16; ++y)
      for (int x = 0; x < 20; ++x) {
        const int value = 7 * x + 13 * y + 31 * c + x * y * (c + 1);
        a[0][c][y][x] = (value % 256) / 255.0;
        b[0][c][y][x] = ((value + (x * x + 3 * y) % 17 * (c + 1)) % 256) / 255.0;
      }
  return {a, b};
}

}  // namespace

TEST_CASE("PSNR and SSIM agree with scikit-image", "[metrics]") {
  const auto [a, b] = pictures();
  // Origin: scikit-image 0.19.3, peak_signal_noise_ratio(data_range=1), and structural_similarity
  // of each channel with data_range=1, gaussian_weights=True, sigma=1.5,
  // use_sample_covariance=False: 0.83431173, 0.70413980, 0.50516504.
  CHECK(iggan::psnr(a, b).item<double>() == Approx(13.712537002524046).epsilon(1e-6));
  CHECK(iggan::ssim(a, b).item<double>() == Approx(0.6812055256088229).epsilon(1e-6));
  CHECK(iggan::ssim(a.slice(1, 2, 3), b.slice(1, 2, 3)).item<double>() ==
        Approx(0.5051650432492415).epsilon(1e-6));
}

TEST_CASE("equal pictures have SSIM 1 and infinite PSNR, each picture its own value", "[metrics]") {
  const auto [a, b] = pictures();
  const auto twice = torch::cat({a, a}), mixed = torch::cat({a, b});
  CHECK(std::isinf(iggan::psnr(twice, mixed)[0].item<double>()));
  CHECK(iggan::psnr(twice, mixed)[1].item<double>() == Approx(13.7125370).epsilon(1e-6));
  CHECK(iggan::ssim(twice, mixed)[0].item<double>() == Approx(1));
  CHECK(iggan::ssim(twice, mixed)[1].item<double>() == Approx(0.6812055).epsilon(1e-6));
}

TEST_CASE("pictures of different sizes, or smaller than the window, are refused", "[metrics]") {
  const auto small = torch::zeros({1, 1, 10, 20}), other = torch::zeros({1, 1, 20, 20});
  CHECK_THROWS_WITH(iggan::ssim(small, small), Contains("20x10"));
  CHECK_THROWS_AS(iggan::psnr(small, other), iggan::ShapeError);
}
