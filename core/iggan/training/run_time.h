#pragma once
#include <chrono>
#include <cstdint>

#include <iggan/console/log.h>
#include <iggan/training/run_folder.h>

namespace iggan {

/// Writes the time that a run has spent, up to its newest checkpoint, into its folder.
void write_time(const RunFolder& run, const RunTime& time);

/// The time that a run had spent when it reached an iteration. Where time.json is missing or
/// damaged, that is logged as a warning, and the run's statistics tell.
[[nodiscard]] RunTime earlier_time(const RunFolder& run, std::int64_t iteration, Log& log);

/// Measures the time of a run, on from where an earlier process of it ended.
class Stopwatch {
 public:
  explicit Stopwatch(const RunTime& earlier);
  [[nodiscard]] RunTime time() const;

 private:
  RunTime earlier_;
  std::chrono::steady_clock::time_point start_;
  double start_processor_;  // seconds of all threads
};

}  // namespace iggan
