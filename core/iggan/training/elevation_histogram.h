#pragma once
#include <cstdint>
#include <vector>

#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// The distribution of elevations that cameras are drawn from, learned from the guesses of D's pose
/// head. The head's guesses on real pictures are noisy and biased towards the middle, so their
/// histogram is not that of the cameras. But the head's errors are known from generated pictures:
/// A[r|b] is the fraction of guesses r for pictures rendered from b. The weights w are right when
/// A w equals h, the histogram of the guesses on real pictures. update() takes one step of
/// expectation maximisation towards that,
///   w_b <- w_b sum_r A[r|b] h_r / (A w)_r,
/// smoothed a little over neighbouring bins (Silverman et al. 1990, EMS). A head that has learned
/// nothing has equal A[.|b] and changes nothing.
class ElevationHistogram {
 public:
  static constexpr std::size_t kBins = 16;

  /// @param degrees  the scene's interval of elevations, divided into equal bins.
  explicit ElevationHistogram(const Interval& degrees);

  /// Guesses on generated pictures, and the elevations of the pictures' cameras, in degrees.
  void add_generated(const std::vector<double>& taken, const std::vector<double>& guessed);
  /// Guesses on real pictures, in degrees.
  void add_real(const std::vector<double>& guessed);
  /// Moves the weights by the fraction `share` of a step, and forgets half of the guesses. Does
  /// nothing until there are guesses of both kinds.
  void update(double share);

  /// The weight of each bin, lowest first; positive, with sum 1.
  [[nodiscard]] const std::vector<double>& weights() const { return weights_; }
  /// The state as saved in checkpoints.
  [[nodiscard]] std::vector<double> state() const;
  void set_state(const std::vector<double>& state);

 private:
  [[nodiscard]] std::size_t bin_of(double degrees) const;

  Interval degrees_;
  std::vector<double> weights_;    // [kBins]
  std::vector<double> generated_;  // [kBins taken, kBins guessed] counts
  std::vector<double> real_;       // [kBins] counts
};

}  // namespace iggan
