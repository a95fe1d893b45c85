#include <iggan/training/elevation_histogram.h>

#include <algorithm>
#include <numeric>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr double kForgotten = 0.5;      // fraction of the counts, per update
constexpr double kUniformShare = 0.05;  // of the weights, so that no bin is abandoned
constexpr double kUnseen = 0.1;         // added to each count of guesses

double sum_of(const double* values, std::size_t count) {
  return std::accumulate(values, values + count, 0.0);
}

/// [1 8 1] / 10; at the ends, the part that would leave stays in its bin.
std::vector<double> smoothed(const std::vector<double>& values) {
  std::vector<double> out(values.size());
  const std::size_t last = values.size() - 1;
  for (std::size_t i = 0; i < values.size(); ++i)
    out[i] = 0.8 * values[i] + 0.1 * (values[i == 0 ? 0 : i - 1] + values[std::min(i + 1, last)]);
  return out;
}

}  // namespace

ElevationHistogram::ElevationHistogram(const Interval& degrees)
    : degrees_(degrees),
      weights_(kBins, 1.0 / double(kBins)),
      generated_(kBins * kBins),
      real_(kBins) {}

std::size_t ElevationHistogram::bin_of(double degrees) const {
  const double width = degrees_[1] - degrees_[0];
  const double place = width > 0 ? (degrees - degrees_[0]) / width * double(kBins) : 0;
  return static_cast<std::size_t>(std::clamp(place, 0.0, double(kBins) - 1));
}

void ElevationHistogram::add_generated(const std::vector<double>& taken,
                                       const std::vector<double>& guessed) {
  IGGAN_CHECK(taken.size() == guessed.size());
  for (std::size_t i = 0; i < taken.size(); ++i)
    generated_[bin_of(taken[i]) * kBins + bin_of(guessed[i])] += 1;
}

void ElevationHistogram::add_real(const std::vector<double>& guessed) {
  for (const double degrees : guessed) real_[bin_of(degrees)] += 1;
}

void ElevationHistogram::update(double share) {
  const double real = sum_of(real_.data(), kBins);
  if (real == 0 || sum_of(generated_.data(), generated_.size()) == 0) return;
  std::vector<double> guesses(kBins * kBins);  // A[guessed | taken]
  std::vector<double> expected(kBins);         // A w
  for (std::size_t taken = 0; taken < kBins; ++taken) {
    const double* counts = &generated_[taken * kBins];
    const double all = sum_of(counts, kBins) + kUnseen * double(kBins);
    for (std::size_t guess = 0; guess < kBins; ++guess) {
      guesses[taken * kBins + guess] = (counts[guess] + kUnseen) / all;
      expected[guess] += weights_[taken] * guesses[taken * kBins + guess];
    }
  }
  std::vector<double> likely(kBins);
  for (std::size_t taken = 0; taken < kBins; ++taken)
    for (std::size_t guess = 0; guess < kBins; ++guess)
      likely[taken] += weights_[taken] * guesses[taken * kBins + guess] * real_[guess] /
                       (real * expected[guess]);
  likely = smoothed(likely);
  const double all = sum_of(likely.data(), kBins);
  for (std::size_t i = 0; i < kBins; ++i) {
    const double aim = (1 - kUniformShare) * likely[i] / all + kUniformShare / double(kBins);
    weights_[i] += share * (aim - weights_[i]);
  }
  for (double& count : generated_) count *= 1 - kForgotten;
  for (double& count : real_) count *= 1 - kForgotten;
}

std::vector<double> ElevationHistogram::state() const {
  std::vector<double> state = weights_;
  state.insert(state.end(), generated_.begin(), generated_.end());
  state.insert(state.end(), real_.begin(), real_.end());
  return state;
}

void ElevationHistogram::set_state(const std::vector<double>& state) {
  IGGAN_CHECK(state.size() == kBins * (kBins + 2));
  const auto weights = state.begin(), generated = weights + kBins, real = generated + kBins * kBins;
  weights_.assign(weights, generated);
  generated_.assign(generated, real);
  real_.assign(real, state.end());
}

}  // namespace iggan
