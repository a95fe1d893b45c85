#include <iggan/report/training_curves.h>

#include <algorithm>

namespace iggan {
namespace {

struct Curve {
  double StepStatistics::*figure;
  const char* name;
};
struct CurveGroup {
  const char *title, *y_label, *caption;
  ChartScale scale;
  std::vector<Curve> curves;
};

const std::vector<CurveGroup>& groups() {
  static const std::vector<CurveGroup> all = {
      {"Adversarial losses",
       "loss",
       "Discriminator and generator compete: neither should win.",
       ChartScale::linear,
       {{&StepStatistics::discriminator_loss, "discriminator"},
        {&StepStatistics::generator_loss, "generator"}}},
      {"Discriminator accuracy",
       "fraction of pictures",
       "Over real and generated pictures; 0.5 is chance, and at 1 the generator can learn nothing.",
       ChartScale::linear,
       {{&StepStatistics::discriminator_accuracy, "accuracy"}}},
      {"Augmentation",
       "probability",
       "Of each kind, for each picture that the discriminator sees.",
       ChartScale::linear,
       {{&StepStatistics::augmentation_probability, "probability"}}},
      {"Poses estimated from generated pictures",
       "degrees",
       "Mean error of the discriminator's pose head, for pictures whose cameras are known.",
       ChartScale::linear,
       {{&StepStatistics::pose_azimuth_error, "azimuth"},
        {&StepStatistics::pose_elevation_error, "elevation"}}},
      {"Elevation of the cameras",
       "degrees",
       "Mean over the views of generated pictures.",
       ChartScale::linear,
       {{&StepStatistics::camera_elevation, "elevation"}}},
      {"Proxy against black box",
       "squared error",
       "Mean squared error per pixel of the proxy renderer on discrete shapes.",
       ChartScale::logarithmic,
       {{&StepStatistics::proxy_l2, "proxy"}}},
      {"Discriminator output matching",
       "unweighted loss",
       "How differently the discriminator judges the proxy's pictures and the black box's.",
       ChartScale::logarithmic,
       {{&StepStatistics::dom, "DOM"}}},
      {"Solid voxels",
       "fraction of voxels",
       "Mean occupancy, and the fraction of voxels with an occupancy above 0.5.",
       ChartScale::linear,
       {{&StepStatistics::occupancy, "occupancy"}, {&StepStatistics::solid, "solid"}}},
      {"Spread of the shapes",
       "mean over voxels",
       "Standard deviation of occupancy over the shapes of a batch: 0 if all shapes are the same.",
       ChartScale::linear,
       {{&StepStatistics::spread, "spread"}}},
      {"Decided voxels",
       "mean of |2x − 1|",
       "1 when every voxel is clearly solid or clearly air.",
       ChartScale::linear,
       {{&StepStatistics::binarity, "decided"}}},
      {"Time of an iteration",
       "milliseconds",
       "",
       ChartScale::linear,
       {{&StepStatistics::renderer_ms, "black box"},
        {&StepStatistics::wait_ms, "waiting for the black box"},
        {&StepStatistics::discriminator_ms, "discriminator"},
        {&StepStatistics::proxy_ms, "proxy"},
        {&StepStatistics::generator_ms, "generator"},
        {&StepStatistics::draw_ms, "forward pass and draws"}}},
  };
  return all;
}

ReportSeries series_of(const std::vector<StatisticsLine>& statistics,
                       double StepStatistics::*figure, std::string name) {
  ReportSeries series{std::move(name), {}};
  for (const StatisticsLine& line : statistics)
    series.points.emplace_back(static_cast<double>(line.iteration), line.*figure);
  return series;
}

/// Whether there is anything to show: baselines have no proxy and write zeros.
bool says_something(const ReportSeries& series) {
  return std::any_of(series.points.begin(), series.points.end(),
                     [](const auto& point) { return point.second < 0 || point.second > 0; });
}

}  // namespace

std::vector<ReportChart> training_curves(const std::vector<StatisticsLine>& statistics) {
  std::vector<ReportChart> charts;
  for (const CurveGroup& group : groups()) {
    ReportChart chart{group.title, group.caption, "iteration", group.y_label, {}, group.scale};
    for (const Curve& curve : group.curves) {
      ReportSeries series = series_of(statistics, curve.figure, curve.name);
      if (says_something(series)) chart.series.push_back(std::move(series));
    }
    if (!chart.series.empty()) charts.push_back(std::move(chart));
  }
  return charts;
}

std::vector<ReportChart> compared_curves(const config::Named<std::vector<StatisticsLine>>& runs) {
  std::vector<ReportChart> charts;
  for (const CurveGroup& group : groups()) {
    if (group.curves.size() > 2) continue;  // times: they are in the table
    for (const Curve& curve : group.curves) {
      const std::string title =
          group.curves.size() == 1 ? group.title : std::string(group.title) + ": " + curve.name;
      ReportChart chart{title, group.caption, "iteration", group.y_label, {}, group.scale};
      for (const auto& [name, statistics] : runs) {
        ReportSeries series = series_of(statistics, curve.figure, name);
        if (says_something(series)) chart.series.push_back(std::move(series));
      }
      if (!chart.series.empty()) charts.push_back(std::move(chart));
    }
  }
  return charts;
}

}  // namespace iggan
