#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace iggan {

/// The progress of work whose count alone does not determine it: training may end at a time limit.
struct ProgressEstimate {
  double share = 0;         // done, [0, 1]
  double seconds_left = 0;  // infinite or NaN: unknown
};

/// Progress of long work on standard error. On a terminal, a bar with the time left, redrawn in
/// place and removed when the work is done. Elsewhere, a line after ten seconds and then less and
/// less often, so that logs stay short and quick work leaves no trace. If several exist at a time,
/// only the first is shown, since work may be part of other work.
class ProgressLine {
 public:
  /// @param first  count at the start: work done earlier is left out of the speed.
  ProgressLine(std::string label, std::uint64_t total, std::uint64_t first = 0);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// @param note  a few words at the end of the line.
  void update(std::uint64_t done, const std::string& note = "");
  void update(std::uint64_t done, const ProgressEstimate& estimate, const std::string& note = "");

 private:
  using Clock = std::chrono::steady_clock;
  void draw(std::uint64_t done, const std::optional<ProgressEstimate>& known,
            const std::string& note);
  [[nodiscard]] double seconds_to_next(double elapsed) const;

  std::string label_;
  std::uint64_t total_, first_;
  bool shown_, terminal_;
  bool drawn_ = false;
  bool complete_ = false;  // was drawn at its end
  Clock::time_point start_;
  Clock::time_point last_;
};

/// The contents of a progress line.
struct ProgressFacts {
  std::string label;
  std::uint64_t done = 0, total = 0;
  ProgressEstimate estimate;
  double seconds_elapsed = 0;
  std::string note;
};
/// For a terminal: a bar that fits the columns, "pictures  ████░░░░  50%  12/24  3m 20s left".
[[nodiscard]] std::string format_progress_bar(const ProgressFacts& facts, int columns);
/// For a log.
[[nodiscard]] std::string format_progress(const ProgressFacts& facts);

}  // namespace iggan
