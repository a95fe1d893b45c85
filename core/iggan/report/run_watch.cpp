#include <iggan/report/run_watch.h>

#include <algorithm>
#include <chrono>

#include <iggan/console/display_width.h>
#include <iggan/console/quantities.h>
#include <iggan/training/run_statistics.h>
#include <iggan/training/saturation.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;

constexpr int kLeastColumns = 48;  // of a chart
constexpr int kGap = 2;            // between two charts

struct WatchedCurve {
  const char* title;
  double StepStatistics::*figure;
  bool logarithmic;
};
constexpr WatchedCurve kCurves[] = {
    {"discriminator accuracy (1/2: chance)", &StepStatistics::discriminator_accuracy, false},
    {"generator's loss", &StepStatistics::generator_loss, false},
    {"proxy's squared error", &StepStatistics::proxy_l2, true},
    {"output matching", &StepStatistics::dom, true},
    {"solid voxels", &StepStatistics::solid, false},
    {"spread of the shapes", &StepStatistics::spread, false},
    {"seconds per iteration", &StepStatistics::seconds, false},
};

std::string since_last_line(const RunFolder& run) {
  std::error_code error;
  const auto written = fs::last_write_time(run.file("stats.jsonl"), error);
  if (error) return "";
  const std::chrono::duration<double> age = fs::file_time_type::clock::now() - written;
  return fmt::format(", {} ago", duration(std::max(0.0, age.count())));
}

std::string headline(const RunFolder& run, const TrainingConfig& config,
                     const std::vector<StatisticsLine>& statistics) {
  const std::string name = run.path().filename().string();
  if (statistics.empty()) return name + ": no figures so far";
  const StatisticsLine& last = statistics.back();
  return fmt::format("{}: iteration {} of {}, {} of training{}", name, grouped(last.iteration),
                     grouped(config.training.iterations), duration(last.elapsed_seconds),
                     since_last_line(run));
}

std::vector<TerminalChart> charts_of(const std::vector<StatisticsLine>& statistics) {
  std::vector<TerminalChart> charts;
  for (const WatchedCurve& curve : kCurves) {
    TerminalChart chart{curve.title, {}, curve.logarithmic};
    bool says_something = false;
    for (const StatisticsLine& line : statistics) {
      chart.points.emplace_back(double(line.iteration), line.*curve.figure);
      says_something |= line.*curve.figure > 0 || line.*curve.figure < 0;
    }
    if (says_something) charts.push_back(std::move(chart));
  }
  return charts;
}

}  // namespace

std::vector<std::string> watch_lines(const RunFolder& run, const WatchView& view) {
  const TrainingConfig config = run.load_config();
  const std::vector<StatisticsLine> statistics = read_statistics(run);
  std::vector<std::string> lines = {
      painted(headline(run, config, statistics), Paint::bold, view.colour), ""};
  SaturationSigns signs(config);
  for (const StatisticsLine& line : statistics) (void)signs.observe(line);

  const std::vector<TerminalChart> charts = charts_of(statistics);
  const int beside = view.columns >= 2 * kLeastColumns + kGap ? 2 : 1;
  const int columns = (view.columns - (beside - 1) * kGap) / beside;
  const int bands = std::max(1, (static_cast<int>(charts.size()) + beside - 1) / beside);
  const auto room = view.rows - 3 - static_cast<int>(signs.now().size());
  const int rows = std::clamp(room / bands - 1, 2, 8);
  for (std::size_t i = 0; i < charts.size(); i += static_cast<std::size_t>(beside)) {
    std::vector<std::string> band = draw_chart(charts[i], columns, rows, view.dots);
    if (beside == 2 && i + 1 < charts.size()) {
      const auto right = draw_chart(charts[i + 1], columns, rows, view.dots);
      for (std::size_t k = 0; k < band.size(); ++k) band[k] += std::string(kGap, ' ') + right[k];
    }
    lines.insert(lines.end(), band.begin(), band.end());
  }
  for (const std::string& sign : signs.now())
    lines.push_back(painted(cut_to_width("! " + sign, static_cast<std::size_t>(view.columns)),
                            Paint::yellow, view.colour));
  return lines;
}

}  // namespace iggan
