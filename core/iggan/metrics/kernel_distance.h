#pragma once
#include <cstddef>
#include <cstdint>

#include <iggan/features/feature_matrix.h>
#include <iggan/metrics/metric_value.h>

namespace iggan {

/// The unbiased estimate of the squared maximum mean discrepancy between two sets of features under
/// k(x, y) = (x.y / width + 1)^3. Its expectation is 0 for equal distributions, so slightly
/// negative values are valid.
/// @throws DataError for fewer than two rows, ShapeError when the widths differ.
[[nodiscard]] double squared_discrepancy(const FeatureMatrix& reference,
                                         const FeatureMatrix& generated);

/// How the distance is estimated.
struct KernelDistanceOptions {
  int subsets = 100;
  std::size_t largest_subset = 1000;
  std::uint64_t seed = 0;  // of the subsets
};

/// The estimate over all subsets.
struct KernelDistance {
  double mean = kUnknown;
  double deviation =
      kUnknown;  // standard deviation over the subsets; 0 if each subset holds both sets completely
  int subsets = 0;
  std::size_t subset_size = 0;
};

/// KID: the discrepancy of subsets drawn without replacement from each set. A subset has as many
/// rows as the smaller set, but at most largest_subset.
/// @throws as squared_discrepancy.
/// Source: Binkowski et al. 2018, arXiv:1801.01401.
[[nodiscard]] KernelDistance kernel_distance(const FeatureMatrix& reference,
                                             const FeatureMatrix& generated,
                                             const KernelDistanceOptions& options = {});

}  // namespace iggan
