#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include <iggan/features/feature_matrix.h>

namespace iggan {

/// What the Fréchet distance sees of a set of features: a Gaussian.
struct FeatureMoments {
  std::size_t width = 0;
  std::vector<double> mean;        // [width]
  std::vector<double> covariance;  // [width, width], symmetric, with 1 / (count - 1)
};

/// Whether a set smaller than its features are wide is measured all the same. Its covariance is
/// singular, and the distance says more of the count than of the pictures.
enum class SmallSets { refuse, measure };

/// What to tell a user whose set is refused. `pictures` is what the caller calls them: "renders".
[[nodiscard]] std::string too_few_pictures(std::size_t count, const char* pictures,
                                           std::size_t features);

/// @throws DataError for fewer than two rows, and with SmallSets::refuse for fewer rows than width.
[[nodiscard]] FeatureMoments moments_of(const FeatureMatrix& features,
                                        SmallSets small = SmallSets::refuse);

/// |m_a - m_b|^2 + Tr(S_a + S_b - 2 (S_a^1/2 S_b S_a^1/2)^1/2), at least 0; in squared units of the
/// features. In float64 by two symmetric eigenvalue problems whose negative values count as 0, so
/// that nothing imaginary comes up.
/// @throws ShapeError when the widths differ.
/// Source: Heusel et al. 2017, arXiv:1706.08500 (FID), with 1 / (N - 1) as its code has.
[[nodiscard]] double frechet_distance(const FeatureMoments& a, const FeatureMoments& b);

}  // namespace iggan
