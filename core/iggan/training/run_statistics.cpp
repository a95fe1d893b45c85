#include <iggan/training/run_statistics.h>

#include <sstream>

#include <iggan/base/files.h>
#include <iggan/config/json_lines.h>
#include <iggan/console/log.h>

namespace iggan {

std::vector<StatisticsLine> read_statistics(const RunFolder& run) {
  const auto file = run.file("stats.jsonl");
  std::vector<StatisticsLine> statistics;
  if (!std::filesystem::exists(file) || std::filesystem::file_size(file) == 0) return statistics;
  std::istringstream lines(read_text(file));
  int damaged = 0;
  for (std::string text; std::getline(lines, text);) {
    if (const auto line = statistics_line_of(text))
      statistics.push_back(*line);
    else
      ++damaged;
  }
  if (damaged > 0) make_log()->warn("{}: {} damaged lines are left out", file.string(), damaged);
  return statistics;
}

std::optional<TrainingCost> cost_of(const std::vector<StatisticsLine>& statistics) {
  if (statistics.empty()) return std::nullopt;
  const StatisticsLine& last = statistics.back();
  return TrainingCost{last.iteration, last.cpu_seconds / 60, last.elapsed_seconds / 60};
}

}  // namespace iggan
