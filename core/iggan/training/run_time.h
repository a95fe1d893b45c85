#pragma once
#include <chrono>
#include <cstdint>

#include <iggan/console/log.h>
#include <iggan/training/run_folder.h>

namespace iggan {

/// Processor time of all threads of this process.
[[nodiscard]] double processor_seconds();

/// Writes the time that a run has spent up to its newest checkpoint into its folder.
void write_time(const RunFolder& run, const RunTime& time);

/// The time that a run had spent when it reached an iteration. If time.json is missing or damaged,
/// logs a warning and uses the run's statistics.
[[nodiscard]] RunTime earlier_time(const RunFolder& run, std::int64_t iteration, Log& log);

/// Measures the time of a run, continuing from where an earlier process ended.
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
