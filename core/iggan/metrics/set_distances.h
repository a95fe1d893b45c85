#pragma once
#include <cstddef>
#include <vector>

namespace iggan {

/// Distances between two lists of shapes.
struct DistanceMatrix {
  std::size_t rows = 0, columns = 0;
  std::vector<double> values;  // [rows, columns]
  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return values[row * columns + column];
  }
};

/// Distances within and between two sets. The matrices have names because swapping two of them
/// would silently corrupt all results. An infinite distance means that two elements are unrelated.
struct SetDistances {
  DistanceMatrix reference_reference;  // [references, references]
  DistanceMatrix sample_sample;        // [samples, samples]
  DistanceMatrix sample_reference;     // [samples, references]
};

/// COV: the fraction of the references that are nearest to some sample, in [0, 1]; if several tie,
/// the first counts. A sample at infinite distance from all references counts for none. Comparable
/// only between equal numbers of samples and of references. Source: Achlioptas et al. 2018,
/// arXiv:1707.02392.
[[nodiscard]] double covered_share(const DistanceMatrix& sample_reference);

/// MMD: the distance from a reference to its nearest sample, averaged over the references.
/// Source: Achlioptas et al. 2018, arXiv:1707.02392.
[[nodiscard]] double minimum_matching_distance(const DistanceMatrix& sample_reference);

/// 1-NNA: how often an element's nearest neighbour in the union of both sets reveals whether the
/// element is a sample or a reference, in [0, 1]; 0.5 is ideal, 1 means that the sets are separate,
/// 0 that each sample copies a reference. If the nearest elements of both sets are equally far
/// away, the element counts as half.
/// @throws DataError unless there are as many samples as references, and at least two. Source:
/// Lopez-Paz and Oquab 2017, arXiv:1610.06545; Yang et al. 2019, arXiv:1906.12320.
[[nodiscard]] double nearest_neighbour_accuracy(const SetDistances& distances);

}  // namespace iggan
