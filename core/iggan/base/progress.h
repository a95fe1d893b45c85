#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace iggan {

/// One line of progress on standard error: redrawn in place on a terminal, printed at most every
/// ten seconds elsewhere, so that logs stay short.
class ProgressLine {
 public:
  ProgressLine(std::string label, std::uint64_t total);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void update(std::uint64_t done, const std::string& note = "");

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  std::uint64_t total_;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point start_;
  Clock::time_point last_;
};

/// "1h 02m", "3m 20s", "12s".
[[nodiscard]] std::string format_duration(double seconds);

}  // namespace iggan
