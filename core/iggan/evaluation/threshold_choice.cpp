#include <iggan/evaluation/threshold_choice.h>

#include <algorithm>

namespace iggan {

ThresholdChoice choose_threshold(
    const std::function<std::vector<VoxelGrid>(double threshold)>& samples_at,
    const PictureScorer& scorer) {
  ThresholdChoice choice;
  for (int tenths = 1; tenths <= 9; ++tenths) {
    const double threshold = tenths / 10.0;
    choice.trials.push_back({threshold, scorer.frechet(samples_at(threshold))});
  }
  choice.threshold =
      std::min_element(choice.trials.begin(), choice.trials.end(),
                       [](const auto& a, const auto& b) { return a.frechet < b.frechet; })
          ->threshold;
  return choice;
}

}  // namespace iggan
