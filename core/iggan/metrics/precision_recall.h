#pragma once
#include <iggan/features/feature_matrix.h>

namespace iggan {

struct PrecisionRecall {
  double precision = 0;  // share of the generated pictures that lie among the references, [0, 1]
  double recall = 0;     // share of the references that lie among the generated pictures, [0, 1]
};

/// A set is taken as the union of balls about its rows, each up to its k-th nearest other row.
/// @throws DataError when a set has no more than k rows, ShapeError when the widths differ.
/// Source: Kynkäänniemi et al. 2019, arXiv:1904.06991.
[[nodiscard]] PrecisionRecall precision_recall(const FeatureMatrix& reference,
                                               const FeatureMatrix& generated, int k = 3);

}  // namespace iggan
