#pragma once
#include <iggan/features/feature_matrix.h>

namespace iggan {

/// Improved precision and recall. Source: Kynkäänniemi et al. 2019.
struct PrecisionRecall {
  double precision = 0;  // fraction of the generated pictures that are among the references, [0, 1]
  double recall = 0;     // fraction of the references that are among the generated pictures, [0, 1]
};

/// A set is modelled as the union of balls around its rows, each ball reaching to the k-th nearest
/// other row.
/// @throws DataError when a set has no more than k rows, ShapeError when the widths differ.
/// Source: Kynkäänniemi et al. 2019, arXiv:1904.06991.
[[nodiscard]] PrecisionRecall precision_recall(const FeatureMatrix& reference,
                                               const FeatureMatrix& generated, int k = 3);

}  // namespace iggan
