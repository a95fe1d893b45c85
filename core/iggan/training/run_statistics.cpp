#include <iggan/training/run_statistics.h>

#include <iggan/config/json_lines.h>

namespace iggan {

std::vector<StatisticsLine> read_statistics(const RunFolder& run) {
  return config::read_struct_lines<StatisticsLine>(run.file("stats.jsonl"));
}

std::optional<TrainingCost> cost_of(const std::vector<StatisticsLine>& statistics) {
  if (statistics.empty()) return std::nullopt;
  const StatisticsLine& last = statistics.back();
  return TrainingCost{last.iteration, last.cpu_seconds / 60, last.elapsed_seconds / 60};
}

}  // namespace iggan
