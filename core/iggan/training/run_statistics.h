#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include <iggan/training/run_folder.h>
#include <iggan/training/statistics.h>

namespace iggan {

/// What a run has cost so far.
struct TrainingCost {
  std::int64_t iteration = 0;
  double cpu_minutes = 0, wall_minutes = 0;

  IGGAN_FIELDS(iteration, cpu_minutes, wall_minutes)
};

/// The statistics of a run, oldest first; empty before the first line.
/// @throws ConfigError naming the line that is invalid.
[[nodiscard]] std::vector<StatisticsLine> read_statistics(const RunFolder& run);
/// The cost in the last line; empty before the first.
[[nodiscard]] std::optional<TrainingCost> cost_of(const std::vector<StatisticsLine>& statistics);

}  // namespace iggan
