#pragma once
#include <iggan/features/feature_matrix.h>

namespace iggan {

/// Improved precision and recall. Source: Kynkäänniemi et al. 2019.
struct PrecisionRecall {
  /// Fraction of the generated pictures that lie inside the region covered by the references, in
  /// [0, 1].
  double precision = 0;
  /// Fraction of the references that lie inside the region covered by the generated pictures, in
  /// [0, 1].
  double recall = 0;
};

/// A set is modelled as the union of balls around its rows, each ball reaching to the k-th nearest
/// other row.
/// @throws DataError when a set has no more than k rows, ShapeError when the widths differ.
/// Source: Kynkäänniemi et al. 2019, arXiv:1904.06991.
[[nodiscard]] PrecisionRecall precision_recall(const FeatureMatrix& reference,
                                               const FeatureMatrix& generated, int k = 3);

}  // namespace iggan
