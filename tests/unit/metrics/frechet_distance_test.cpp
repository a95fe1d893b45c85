#include <support/catch.h>

#include <cmath>

#include <iggan/base/error.h>
#include <iggan/metrics/frechet_distance.h>

using iggan::FeatureMatrix;
using iggan::FeatureMoments;

namespace {

const FeatureMatrix kReference{5, 3, {0, 1, 2, 1, 0, -1, 2, 3, 1, -1, 2, 0, 1, 1, 3}};
const FeatureMatrix kGeneratedRows{4, 3, {1, 1, 0, 0, -2, 1, 2, 2, 2, 3, 0, -1}};

}  // namespace

TEST_CASE("the Fréchet distance of Gaussians is the closed form", "[metrics]") {
  const auto near = [](double value) { return Approx(value).epsilon(1e-6).margin(1e-9); };
  // |m|^2 + (1 - 3)^2 + (2 - 4)^2
  const FeatureMoments upright{2, {0, 0}, {1, 0, 0, 4}}, other{2, {3, -1}, {9, 0, 0, 16}};
  CHECK(iggan::frechet_distance(upright, other) == near(10 + 4 + 4));
  // Covariances that do not commute. For 2 x 2 matrices,
  // Tr (A B)^1/2 = (Tr A B + 2 det(A B)^1/2)^1/2, and here A B = ((8, -3), (1, 0)).
  const FeatureMoments slanted{2, {1, 2}, {2, 1, 1, 2}}, crossed{2, {0, 4}, {5, -2, -2, 1}};
  const double expected = 1 + 4 + 4 + 6 - 2 * std::sqrt(8 + 2 * std::sqrt(3.0));
  CHECK(iggan::frechet_distance(slanted, crossed) == near(expected));
  CHECK(iggan::frechet_distance(crossed, slanted) == near(expected));
  CHECK(iggan::frechet_distance(crossed, crossed) == near(0));
  // Singular covariances, where a general matrix root has imaginary parts.
  const FeatureMoments line{2, {0, 0}, {1, 1, 1, 1}}, across{2, {0, 0}, {4, -4, -4, 4}};
  CHECK(iggan::frechet_distance(line, across) == near(2 + 8));
  CHECK(iggan::frechet_distance(line, line) == near(0));
}

TEST_CASE("moments have the covariance of np.cov, with 1 / (N - 1)", "[metrics]") {
  const FeatureMoments moments = iggan::moments_of(kReference);
  // Origin: NumPy 1.24.2, mean(axis=0) and cov(rowvar=False).
  const std::vector<double> mean{0.6, 1.4, 1.0};
  const std::vector<double> covariance{1.3, 0.2, 0.25, 0.2, 1.3, 0.25, 0.25, 0.25, 2.5};
  for (std::size_t i = 0; i < 3; ++i) CHECK(moments.mean[i] == Approx(mean[i]));
  for (std::size_t i = 0; i < 9; ++i) CHECK(moments.covariance[i] == Approx(covariance[i]));
}

TEST_CASE("the Fréchet distance between two sets of features agrees with NumPy", "[metrics]") {
  // Origin: NumPy 1.24.2, from the eigenvalues of the product of the two np.cov matrices.
  CHECK(iggan::frechet_distance(iggan::moments_of(kReference), iggan::moments_of(kGeneratedRows)) ==
        Approx(3.3569406092517333).epsilon(1e-9));
}

TEST_CASE("fewer pictures than features are refused unless requested", "[metrics]") {
  const FeatureMatrix few{2, 3, {0, 1, 2, 1, 0, -1}};
  CHECK_THROWS_WITH(iggan::moments_of(few), Contains("give at least 3"));
  CHECK_NOTHROW(iggan::moments_of(few, iggan::SmallSets::measure));
  CHECK_THROWS_AS(iggan::moments_of({1, 1, {0}}, iggan::SmallSets::measure), iggan::DataError);
  CHECK_THROWS_AS(
      iggan::frechet_distance(iggan::moments_of(kReference), iggan::moments_of({2, 1, {0, 1}})),
      iggan::ShapeError);
  CHECK_THROWS_WITH(iggan::moments_of({2, 1, {0, NAN}}), Contains("picture 1"));
}
