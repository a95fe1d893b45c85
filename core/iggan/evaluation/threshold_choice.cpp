#include <iggan/evaluation/threshold_choice.h>

#include <algorithm>

#include <iggan/base/progress.h>

namespace iggan {

ThresholdChoice choose_threshold(
    const std::function<std::vector<VoxelGrid>(double threshold)>& samples_at,
    const PictureScorer& scorer) {
  constexpr int kTrials = 9;
  ThresholdChoice choice;
  ProgressLine progress("thresholds", kTrials);
  for (int tenths = 1; tenths <= kTrials; ++tenths) {
    const double threshold = tenths / 10.0;
    choice.trials.push_back({threshold, scorer.frechet(samples_at(threshold))});
    progress.update(static_cast<std::uint64_t>(tenths));
  }
  choice.threshold =
      std::min_element(choice.trials.begin(), choice.trials.end(),
                       [](const auto& a, const auto& b) { return a.frechet < b.frechet; })
          ->threshold;
  return choice;
}

}  // namespace iggan
