#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace iggan {

/// Chooses whether the renderer works in parallel with the networks (training.prefetch). This helps
/// if a processor core is free or the renderer waits for something else, and slows training down if
/// both compute on the same cores. So both ways are timed in turn, and the faster one is used until
/// the next trial. What is learned does not depend on the choice.
class PrefetchChoice {
 public:
  static constexpr std::int64_t kPeriod = 512;  // iterations from one trial to the next
  static constexpr std::int64_t kBegin = 128;   // of a period; the first iterations are not typical
  static constexpr std::int64_t kBlock = 12;    // iterations one way before the other way's turn
  static constexpr std::int64_t kBlocks = 4;    // of a trial

  /// @param allowed  false: never in parallel, and no trials.
  explicit PrefetchChoice(bool allowed) : allowed_(allowed), parallel_(allowed) {}

  /// Whether the next iteration renders in parallel.
  [[nodiscard]] bool parallel() const;
  /// Call after each iteration. @param seconds  its wall time, > 0.
  void observe(double seconds);

 private:
  /// Which block of a trial the next iteration belongs to; none: -1.
  [[nodiscard]] std::int64_t block() const;

  bool allowed_, parallel_;
  std::int64_t iterations_ = 0;
  std::array<std::vector<double>, 2> seconds_;  // of this trial's iterations: in turn, in parallel
};

}  // namespace iggan
