#include <iggan/training/statistics.h>

#include <iggan/config/json_lines.h>
#include <iggan/console/quantities.h>
#include <iggan/training/ranks.h>

namespace iggan {
namespace {

/// Visits two statistics in parallel: to = f(to, from) field by field.
template <class F>
struct Pairwise {
  std::vector<double> values;
  std::size_t next = 0;
  F apply;
  void operator()(const char*, double& value, const char*, const config::Range& = {}) {
    value = apply(value, values[next++]);
  }
};
struct Collect {
  std::vector<double> values;
  void operator()(const char*, const double& value, const char*, const config::Range& = {}) {
    values.push_back(value);
  }
};

template <class F>
void combine(StepStatistics& to, const StepStatistics& from, const F& apply) {
  Collect collect;
  StepStatistics::fields(from, collect);
  Pairwise<F> pairwise{collect.values, 0, apply};
  StepStatistics::fields(to, pairwise);
}

}  // namespace

void average(StepStatistics& statistics, Ranks& ranks) {
  if (ranks.world() == 1) return;
  Collect collect;
  StepStatistics::fields(std::as_const(statistics), collect);
  ranks.average(collect.values);
  const auto take = [](double, double mean) { return mean; };
  Pairwise<decltype(take)> pairwise{collect.values, 0, take};
  StepStatistics::fields(statistics, pairwise);
}

std::optional<StatisticsLine> statistics_line_of(const std::string& line) {
  try {
    const config::Json json = config::parse_json(line, "");
    // The other fields of a line depend on the version.
    if (json.is_object() && json.contains("iteration"))
      return config::struct_of<StatisticsLine>(json, "");
  } catch (const ConfigError&) {
  }
  return std::nullopt;
}

void StatisticsWindow::add(const StepStatistics& step) {
  combine(sum_, step, [](double a, double b) { return a + b; });
  ++count_;
}

StepStatistics StatisticsWindow::take() {
  StepStatistics mean = sum_;
  const double scale = count_ > 0 ? 1.0 / double(count_) : 0.0;
  combine(mean, sum_, [scale](double, double sum) { return sum * scale; });
  *this = {};
  return mean;
}

std::string status_line(std::int64_t iteration, std::int64_t total, double seconds_left,
                        const StepStatistics& mean) {
  const std::string proxy =
      mean.proxy_l2 > 0 ? fmt::format("proxy mse {:.4f}  dom {:.3f}  ", mean.proxy_l2, mean.dom)
                        : "";
  std::string few;  // the figures that training with few pictures adds
  if (mean.augmentation_probability > 0)
    few += fmt::format("augmented {:.2f}  ", mean.augmentation_probability);
  if (mean.pose_azimuth_error > 0)
    few += fmt::format("pose error {:.0f}/{:.0f} deg  ", mean.pose_azimuth_error,
                       mean.pose_elevation_error);
  return fmt::format(
      "{:>6}/{}  {:.2f} it/s  eta {:<8}  D {:.2f} (acc {:.2f})  G {:.2f}  {}{}solid {:.3f}  "
      "binarity {:.3f}  ms: draws {:.0f}, renderer {:.0f} (waited {:.0f}), D {:.0f}, proxy {:.0f}, "
      "G {:.0f}",
      iteration, total, mean.seconds > 0 ? 1.0 / mean.seconds : 0.0, duration(seconds_left),
      mean.discriminator_loss, mean.discriminator_accuracy, mean.generator_loss, few, proxy,
      mean.solid, mean.binarity, mean.draw_ms, mean.renderer_ms, mean.wait_ms,
      mean.discriminator_ms, mean.proxy_ms, mean.generator_ms);
}

}  // namespace iggan
