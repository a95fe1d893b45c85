#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/metrics/kernel_distance.h>

using iggan::FeatureMatrix;

namespace {

FeatureMatrix normal_features(std::size_t count, double shift, std::uint64_t seed) {
  FeatureMatrix features{count, 4, {}};
  iggan::Rng rng(seed);
  for (std::size_t i = 0; i < count * 4; ++i)
    features.values.push_back(static_cast<float>(rng.normal() + shift));
  return features;
}

}  // namespace

TEST_CASE("the squared discrepancy averages over pairs off the diagonal", "[metrics]") {
  // By hand, width 1: k(0,2) = 1, k(1,3) = 64; across the sets 1, 1, 27 and 343, mean 93.
  CHECK(iggan::squared_discrepancy({2, 1, {0, 2}}, {2, 1, {1, 3}}) == Approx(1 + 64 - 2 * 93));
  // Origin: NumPy 1.24.2, the formula in float64, for 5 references against 4.
  const FeatureMatrix reference{5, 3, {0, 1, 2, 1, 0, -1, 2, 3, 1, -1, 2, 0, 1, 1, 3}};
  const FeatureMatrix generated{4, 3, {1, 1, 0, 0, -2, 1, 2, 2, 2, 3, 0, -1}};
  CHECK(iggan::squared_discrepancy(reference, generated) == Approx(-12.170370370370382));
}

TEST_CASE("a kernel distance over whole sets is the discrepancy, without spread", "[metrics]") {
  const FeatureMatrix a = normal_features(20, 0, 1), b = normal_features(20, 1, 2);
  const auto distance = iggan::kernel_distance(a, b);
  CHECK(distance.mean == Approx(iggan::squared_discrepancy(a, b)));
  CHECK(distance.deviation == 0);
  CHECK(distance.subset_size == 20);
  CHECK(distance.subsets == 100);
}

TEST_CASE("a kernel distance over subsets has a spread and depends on the seed", "[metrics]") {
  const FeatureMatrix a = normal_features(60, 0, 1), same = normal_features(80, 0, 2),
                      far = normal_features(80, 1, 3);
  const iggan::KernelDistanceOptions options{100, 40, 5};
  const auto near_zero = iggan::kernel_distance(a, same, options);
  const auto large = iggan::kernel_distance(a, far, options);
  CHECK(near_zero.subset_size == 40);
  CHECK(near_zero.deviation > 0);
  CHECK(std::abs(near_zero.mean) < 2 * near_zero.deviation);
  CHECK(large.mean > 5 * large.deviation);
  CHECK(iggan::kernel_distance(a, far, options).mean == large.mean);
  CHECK(iggan::kernel_distance(a, far, {100, 40, 6}).mean != large.mean);
}

TEST_CASE("a kernel distance refuses single pictures and different widths", "[metrics]") {
  CHECK_THROWS_AS(iggan::kernel_distance({1, 1, {0}}, {2, 1, {1, 3}}), iggan::DataError);
  CHECK_THROWS_AS(iggan::kernel_distance({2, 2, {0, 1, 2, 3}}, {2, 1, {1, 3}}), iggan::ShapeError);
}
