#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/models/voxel_views.h>

#include "support/tensors.h"

using namespace iggan;

namespace {

/// Checks that two ways of computing a tensor give equal values and gradients.
template <class One, class Other>
void check_equal(const torch::Tensor& x, const One& one, const Other& other) {
  const auto a = x.clone().requires_grad_(true), b = x.clone().requires_grad_(true);
  const auto y = one(a), z = other(b);
  REQUIRE(y.sizes() == z.sizes());
  CHECK(torch::allclose(y, z, 1e-12, 1e-12));
  const auto weights = noise(y.sizes().vec()) - 0.5;
  (y * weights).sum().backward();
  (z * weights).sum().backward();
  CHECK(a.grad().abs().max().item<double>() > 1e-3);
  CHECK(torch::allclose(a.grad(), b.grad(), 1e-12, 1e-12));
}

}  // namespace

TEST_CASE("repeated views equal LibTorch's repeat, values and gradients", "[models]") {
  const int views = GENERATE(1, 3);
  check_equal(
      noise({2, 4, 3, 4, 5}), [&](const auto& x) { return repeated_views(x, views); },
      [&](const auto& x) { return x.repeat_interleave(views, 0); });
}

TEST_CASE("shifted occupancy equals the clamped sum, in values and gradients", "[models]") {
  const int channels = GENERATE(1, 4);
  const auto shift = torch::tensor({-0.4, 0.3}, torch::kFloat64);
  check_equal(
      noise({2, channels, 4, 4, 4}), [&](const auto& x) { return shifted_occupancy(x, shift); },
      [&](const auto& x) {
        const auto moved = (x.narrow(1, 0, 1) + shift.view({2, 1, 1, 1, 1})).clamp(0, 1);
        return torch::cat({moved, x.slice(1, 1)}, 1);
      });
}

TEST_CASE("the smoothed volume equals two means of neighbours along each axis", "[models]") {
  check_equal(
      noise({2, 2, 4, 5, 6}), [](const auto& x) { return smoothed_volume(x); },
      [](const auto& x) {
        const auto padded = torch::replication_pad3d(x, {1, 1, 1, 1, 1, 1});
        return torch::avg_pool3d(torch::avg_pool3d(padded, 2, 1), 2, 1);
      });
}

TEST_CASE("the smoothed volume of five taps equals a convolution over the mirrored volume",
          "[models]") {
  check_equal(
      noise({2, 2, 4, 5, 6}), [](const auto& x) { return smoothed_volume(x, 5); },
      [](const auto& x) {
        torch::Tensor y = x;
        const auto taps = torch::tensor({-1.0, 4.0, 10.0, 4.0, -1.0}, torch::kFloat64) / 16;
        for (const std::int64_t axis : {2, 3, 4}) {
          const auto padded = torch::cat({y.narrow(axis, 0, 2).flip({axis}), y,
                                          y.narrow(axis, y.size(axis) - 2, 2).flip({axis})},
                                         axis);
          y = (padded.unfold(axis, 5, 1) * taps).sum(-1);
        }
        return y;
      });
}

TEST_CASE("smoothing removes the period-two pattern that sub-pixel layers leave", "[models]") {
  torch::Tensor comb = torch::zeros({1, 1, 8, 8, 8}, torch::kFloat64);
  for (int z = 0; z < 8; ++z) comb.select(2, z).fill_(z % 2 == 0 ? 1.0 : -1.0);
  for (const int taps : {3, 5}) {
    const auto inner = smoothed_volume(comb, taps).slice(2, 2, 6);
    CHECK(inner.abs().max().item<double>() < 1e-12);
  }
}

TEST_CASE("five taps blur less than three", "[models]") {
  torch::Tensor wave = torch::zeros({1, 1, 8, 8, 8}, torch::kFloat64);  // with a period of four
  for (int z = 0; z < 8; ++z) wave.select(2, z).fill_((z / 2) % 2 == 0 ? 1.0 : -1.0);
  const auto left = [&](int taps) {
    return smoothed_volume(wave, taps).slice(2, 2, 6).abs().mean().item<double>();
  };
  CHECK(left(3) == Approx(0.5));
  CHECK(left(5) == Approx(0.75));
}
