#pragma once
#include <iggan/renderer_plugin.hpp>

#include <cstddef>

namespace iggan::plugins {

/// Asks the host at intervals well below 50 ms whether to continue. Each thread has its own.
class CancelPoll {
 public:
  explicit CancelPoll(const plugin::Batch& batch) : batch_(batch) {}
  /// @param steps  done since the last call; a step is at most one ray, or about a microsecond.
  /// @throws plugin::Failure when the host wants to stop.
  void count(std::size_t steps) {
    steps_ += steps;
    if (steps_ < 8192) return;
    steps_ = 0;
    batch_.poll();
  }

 private:
  const plugin::Batch& batch_;
  std::size_t steps_ = 0;
};

}  // namespace iggan::plugins
