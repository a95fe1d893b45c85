#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include <iggan/features/feature_matrix.h>

namespace iggan {

/// The Gaussian that stands for a set of features in the Fréchet distance.
struct FeatureMoments {
  std::size_t width = 0;
  std::vector<double> mean;        // [width]
  std::vector<double> covariance;  // [width, width], symmetric, with 1 / (count - 1)
};

/// Whether to measure a set with fewer rows than features. The covariance of such a set is
/// singular, and the distance depends more on the count than on the pictures.
enum class SmallSets { refuse, measure };

/// The message for a user whose set is refused. `pictures` is the caller's name for the pictures,
/// such as "renders".
[[nodiscard]] std::string too_few_pictures(std::size_t count, const char* pictures,
                                           std::size_t features);

/// @throws DataError for fewer than two rows, and with SmallSets::refuse for fewer rows than width.
[[nodiscard]] FeatureMoments moments_of(const FeatureMatrix& features,
                                        SmallSets small = SmallSets::refuse);

/// |m_a - m_b|^2 + Tr(S_a + S_b - 2 (S_a^1/2 S_b S_a^1/2)^1/2), at least 0; in squared units of the
/// features. Solved in float64 as two symmetric eigenvalue problems, with negative eigenvalues set
/// to 0, so that no root is imaginary.
/// @throws ShapeError when the widths differ. Source: Heusel et al. 2017, arXiv:1706.08500 (FID),
/// with 1 / (N - 1) as in its code.
[[nodiscard]] double frechet_distance(const FeatureMoments& a, const FeatureMoments& b);

}  // namespace iggan
