#include <iggan/evaluation/threshold_choice.h>

#include <algorithm>
#include <iterator>
#include <limits>

#include <iggan/base/error.h>
#include <iggan/console/progress.h>

namespace iggan {
namespace {

// Tried beyond the ends of 0.1 ... 0.9 as long as the distance falls.
constexpr double kBelow[] = {0.05, 0.02, 0.01}, kAbove[] = {0.95, 0.98, 0.99};

}  // namespace

std::optional<double> parse_threshold(const std::string& text) {
  if (text == "auto") return std::nullopt;
  std::size_t read = 0;
  double threshold = -1;
  try {
    threshold = std::stod(text, &read);
  } catch (const std::exception&) {
    read = 0;
  }
  if (read != text.size() || read == 0 || !(threshold >= 0 && threshold <= 1))
    fail<ConfigError>("threshold {}: give a number in [0, 1], or auto", text);
  return threshold;
}

ThresholdChoice choose_threshold(
    const std::function<std::vector<VoxelGrid>(double threshold)>& samples_at,
    const PictureScorer& scorer) {
  constexpr int kTrials = 9;
  ThresholdChoice choice;
  double least = std::numeric_limits<double>::infinity();
  /// Whether this is the best so far.
  const auto best_yet = [&](double threshold) {
    const double frechet = scorer.frechet(samples_at(threshold));
    choice.trials.push_back({threshold, frechet});
    if (frechet >= least) return false;
    least = frechet;
    choice.threshold = threshold;
    return true;
  };
  ProgressLine progress("thresholds", kTrials);
  for (int tenths = 1; tenths <= kTrials; ++tenths) {
    (void)best_yet(tenths / 10.0);
    progress.update(static_cast<std::uint64_t>(tenths));
  }
  const double best = choice.threshold;
  const double lowest = choice.trials.front().threshold, highest = choice.trials.back().threshold;
  if (best == lowest)
    (void)std::all_of(std::begin(kBelow), std::end(kBelow), best_yet);
  else if (best == highest)
    (void)std::all_of(std::begin(kAbove), std::end(kAbove), best_yet);
  std::sort(choice.trials.begin(), choice.trials.end(),
            [](const auto& a, const auto& b) { return a.threshold < b.threshold; });
  return choice;
}

}  // namespace iggan
