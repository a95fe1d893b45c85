#pragma once
#include <cstdint>

#include <iggan/config/training_config.h>
#include <iggan/console/progress.h>
#include <iggan/training/run_folder.h>
#include <iggan/training/statistics.h>

/// The progress of a training run, measured by the nearest of its limits.
namespace iggan {

/// Seconds of wall time until a limit of the options is reached; infinite without one.
[[nodiscard]] double seconds_left(const TrainingOptions& options, const RunTime& time);

/// Seconds to the end: the last iteration or a limit, whichever comes first.
[[nodiscard]] double seconds_to_end(const TrainingOptions& options, std::int64_t iteration,
                                    double seconds_per_step, const RunTime& time);

/// The fraction of the budget used, measured by the nearest limit.
[[nodiscard]] double used_share(const TrainingOptions& options, std::int64_t iteration,
                                const RunTime& time);

/// Progress of the loop for people: smoothed figures, and the time to the nearest limit.
class TrainingBar {
 public:
  /// @param options  must outlive the bar.
  /// @param first    iterations already done.
  TrainingBar(const TrainingOptions& options, std::int64_t first);
  void update(std::int64_t iteration, const RunTime& time, const StepStatistics& step);

 private:
  const TrainingOptions& options_;
  ProgressLine line_;
  bool begun_ = false;
  double seconds_ = 0, accuracy_ = 0, solid_ = 0;
};

}  // namespace iggan
