#include <iggan/metrics/set_distances.h>

#include <cmath>
#include <limits>
#include <set>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();

void check_matrix(const DistanceMatrix& matrix, std::size_t rows, std::size_t columns,
                  const char* name) {
  if (matrix.rows != rows || matrix.columns != columns || matrix.values.size() != rows * columns)
    fail<ShapeError>("the distances {} are {} x {} ({} numbers), not {} x {}", name, matrix.rows,
                     matrix.columns, matrix.values.size(), rows, columns);
}

void check_between(const DistanceMatrix& matrix) {
  check_matrix(matrix, matrix.rows, matrix.columns, "sample_reference");
  if (matrix.rows == 0 || matrix.columns == 0)
    fail<DataError>("distances between {} samples and {} references: give at least one of each",
                    matrix.rows, matrix.columns);
}

double nearest_other(const DistanceMatrix& within, std::size_t row) {
  double nearest = kFar;
  for (std::size_t i = 0; i < within.columns; ++i)
    if (i != row) nearest = std::min(nearest, within.at(row, i));
  return nearest;
}

/// 1 if an element's own set is nearer than the other set, 0 if it is farther away, 1/2 if both are
/// equally near.
double recognised(double own, double other) {
  if (own == other) return 0.5;
  return own < other ? 1 : 0;
}

}  // namespace

double covered_share(const DistanceMatrix& sample_reference) {
  check_between(sample_reference);
  std::set<std::size_t> covered;
  for (std::size_t s = 0; s < sample_reference.rows; ++s) {
    double least = kFar;
    std::size_t nearest = sample_reference.columns;
    for (std::size_t r = 0; r < sample_reference.columns; ++r) {
      if (!(sample_reference.at(s, r) < least)) continue;
      least = sample_reference.at(s, r);
      nearest = r;
    }
    if (nearest < sample_reference.columns) covered.insert(nearest);
  }
  return static_cast<double>(covered.size()) / static_cast<double>(sample_reference.columns);
}

double minimum_matching_distance(const DistanceMatrix& sample_reference) {
  check_between(sample_reference);
  double sum = 0;
  for (std::size_t r = 0; r < sample_reference.columns; ++r) {
    double least = kFar;
    for (std::size_t s = 0; s < sample_reference.rows; ++s)
      least = std::min(least, sample_reference.at(s, r));
    sum += least;
  }
  return sum / static_cast<double>(sample_reference.columns);
}

double nearest_neighbour_accuracy(const SetDistances& distances) {
  const DistanceMatrix& between = distances.sample_reference;
  check_between(between);
  if (between.rows != between.columns || between.rows < 2)
    fail<DataError>(
        "1-NNA of {} samples and {} references: give the same number of each, at least two",
        between.rows, between.columns);
  const std::size_t n = between.rows;
  check_matrix(distances.sample_sample, n, n, "sample_sample");
  check_matrix(distances.reference_reference, n, n, "reference_reference");
  double recognised_count = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double to_reference = kFar, to_sample = kFar;
    for (std::size_t k = 0; k < n; ++k) {
      to_reference = std::min(to_reference, between.at(i, k));
      to_sample = std::min(to_sample, between.at(k, i));
    }
    recognised_count += recognised(nearest_other(distances.sample_sample, i), to_reference);
    recognised_count += recognised(nearest_other(distances.reference_reference, i), to_sample);
  }
  return recognised_count / static_cast<double>(2 * n);
}

}  // namespace iggan
