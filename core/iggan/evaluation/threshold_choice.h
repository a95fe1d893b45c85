#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <iggan/evaluation/picture_scores.h>

namespace iggan {

/// A threshold that was tried.
struct ThresholdTrial {
  double threshold = 0, frechet = kUnknown;

  IGGAN_FIELDS(threshold, frechet)
};

/// The threshold that was chosen, and those that were tried.
struct ThresholdChoice {
  double threshold = 0;
  std::vector<ThresholdTrial> trials;  // in order of threshold
};

/// Reads "auto", which gives an empty result, or a number in [0, 1]. @throws ConfigError.
[[nodiscard]] std::optional<double> parse_threshold(const std::string& text);

/// The threshold with the lowest Fréchet distance to the training pictures: a generator's output is
/// continuous, and no method's training decides where to cut it. Tries 0.1, 0.2, ... 0.9; if the
/// best is the first or last, tries values further out as long as the distance falls.
/// @param samples_at  the same samples, cut at a threshold.
[[nodiscard]] ThresholdChoice choose_threshold(
    const std::function<std::vector<VoxelGrid>(double threshold)>& samples_at,
    const PictureScorer& scorer);

}  // namespace iggan
