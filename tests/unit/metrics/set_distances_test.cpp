#include <support/catch.h>

#include <cmath>
#include <limits>

#include <iggan/base/error.h>
#include <iggan/metrics/set_distances.h>

using iggan::DistanceMatrix;
using iggan::SetDistances;

namespace {

/// Distances between numbers on a line, which can be checked by eye.
DistanceMatrix between(const std::vector<double>& rows, const std::vector<double>& columns) {
  DistanceMatrix matrix{rows.size(), columns.size(), {}};
  for (const double r : rows)
    for (const double c : columns) matrix.values.push_back(std::abs(r - c));
  return matrix;
}

SetDistances distances(const std::vector<double>& samples, const std::vector<double>& references) {
  return {between(references, references), between(samples, samples), between(samples, references)};
}

const std::vector<double> kSamples{0, 1, 2, 10.2, 11};

}  // namespace

TEST_CASE("COV and MMD of five samples and seven references", "[metrics]") {
  const std::vector<double> references{0.4, 3.1, 5, 9, 9.5, 20, 30};
  const DistanceMatrix matrix = between(kSamples, references);
  // Nearest references 0.4, 0.4, 3.1, 9.5, 9.5. With samples and references exchanged: 4/5.
  CHECK(iggan::covered_share(matrix) == Approx(3.0 / 7));
  CHECK(iggan::covered_share(between(references, kSamples)) == Approx(4.0 / 5));
  // To the nearest sample: .4, 1.1, 3, 1.2, .7, 9, 19. Exchanged: .4, .6, 1.1, .7, 1.5.
  CHECK(iggan::minimum_matching_distance(matrix) == Approx(34.4 / 7));
  CHECK(iggan::minimum_matching_distance(between(references, kSamples)) == Approx(4.3 / 5));
}

TEST_CASE("1-NNA of five samples and five references", "[metrics]") {
  const SetDistances five = distances(kSamples, {0.4, 3.1, 9, 9.5, 20});
  // Recognised by their nearest neighbours: samples 2 and 11, references 9 and 9.5.
  CHECK(iggan::nearest_neighbour_accuracy(five) == Approx(4.0 / 10));
  CHECK(iggan::nearest_neighbour_accuracy(distances({0, 1, 2}, {10, 11, 12})) == 1);
  CHECK(iggan::nearest_neighbour_accuracy(distances({0, 10, 20}, {1, 11, 21})) == 0);
  // The middle sample is as far from a sample as from a reference: a half.
  CHECK(iggan::nearest_neighbour_accuracy(distances({0, 2}, {4, 5})) == Approx(3.5 / 4));
}

TEST_CASE("a sample infinitely far from all covers nothing and counts half as recognised",
          "[metrics]") {
  const double far = std::numeric_limits<double>::infinity();
  SetDistances lost = distances({0, 1}, {0.25, 0.5});
  lost.sample_reference.values = {far, far, 0.75, 0.5};
  lost.sample_sample.values = {0, far, far, 0};
  CHECK(iggan::covered_share(lost.sample_reference) == Approx(1.0 / 2));
  CHECK(iggan::minimum_matching_distance(lost.sample_reference) == Approx((0.75 + 0.5) / 2));
  // A half for the lost sample, 0 for the other, whose nearest neighbour is a reference, and 1 for
  // each reference.
  CHECK(iggan::nearest_neighbour_accuracy(lost) == Approx(2.5 / 4));
}

TEST_CASE("1-NNA refuses unequal counts and matrices that do not fit", "[metrics]") {
  CHECK_THROWS_WITH(iggan::nearest_neighbour_accuracy(distances({0, 1, 2}, {0, 1})),
                    Contains("3 samples and 2 references"));
  SetDistances wrong = distances({0, 1}, {2, 3});
  wrong.sample_sample = between({0}, {0, 1});
  CHECK_THROWS_AS(iggan::nearest_neighbour_accuracy(wrong), iggan::ShapeError);
  CHECK_THROWS_AS(iggan::covered_share(DistanceMatrix{}), iggan::DataError);
}
