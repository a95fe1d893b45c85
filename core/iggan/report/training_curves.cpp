#include <iggan/report/training_curves.h>

#include <algorithm>

#include <iggan/report/figures.h>

namespace iggan {
namespace {

using config::Json;

struct Curve {
  const char *key, *name;  // in stats.jsonl, and for people
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
       "Discriminator and generator play against each other: neither should win.",
       ChartScale::linear,
       {{"discriminator_loss", "discriminator"}, {"generator_loss", "generator"}}},
      {"Discriminator accuracy",
       "share of pictures",
       "Over real and generated pictures; a half is chance, 1 leaves the generator without a hint.",
       ChartScale::linear,
       {{"discriminator_accuracy", "accuracy"}}},
      {"Proxy against black box",
       "squared error",
       "Mean squared error per pixel of the proxy renderer on discrete shapes.",
       ChartScale::logarithmic,
       {{"proxy_l2", "proxy"}}},
      {"Discriminator output matching",
       "unweighted loss",
       "How differently the discriminator judges the proxy's pictures and the black box's.",
       ChartScale::logarithmic,
       {{"dom", "DOM"}}},
      {"Solid voxels",
       "share of voxels",
       "Mean occupancy, and the share of voxels above one half.",
       ChartScale::linear,
       {{"occupancy", "occupancy"}, {"solid", "solid"}}},
      {"Decided voxels",
       "mean of |2x − 1|",
       "1 when every voxel is clearly solid or clearly air.",
       ChartScale::linear,
       {{"binarity", "decided"}}},
      {"Time of an iteration",
       "milliseconds",
       "",
       ChartScale::linear,
       {{"renderer_ms", "black box"},
        {"discriminator_ms", "discriminator"},
        {"proxy_ms", "proxy"},
        {"generator_ms", "generator"},
        {"draw_ms", "forward and draws"}}},
  };
  return all;
}

ReportSeries series_of(const std::vector<Json>& statistics, const char* key, std::string name) {
  ReportSeries series{std::move(name), {}};
  for (const Json& line : statistics)
    series.points.emplace_back(number_at(line, "/iteration"),
                               number_at(line, std::string("/") + key));
  return series;
}

/// Whether there is anything to see: baselines have no proxy, and write zeros.
bool says_something(const ReportSeries& series) {
  return std::any_of(series.points.begin(), series.points.end(),
                     [](const auto& point) { return point.second < 0 || point.second > 0; });
}

}  // namespace

std::vector<ReportChart> training_curves(const std::vector<Json>& statistics) {
  std::vector<ReportChart> charts;
  for (const CurveGroup& group : groups()) {
    ReportChart chart{group.title, group.caption, "iteration", group.y_label, {}, group.scale};
    for (const Curve& curve : group.curves) {
      ReportSeries series = series_of(statistics, curve.key, curve.name);
      if (says_something(series)) chart.series.push_back(std::move(series));
    }
    if (!chart.series.empty()) charts.push_back(std::move(chart));
  }
  return charts;
}

std::vector<ReportChart> compared_curves(
    const std::vector<std::pair<std::string, std::vector<Json>>>& runs) {
  std::vector<ReportChart> charts;
  for (const CurveGroup& group : groups()) {
    if (group.curves.size() > 2) continue;  // times: the table has them
    for (const Curve& curve : group.curves) {
      const std::string title =
          group.curves.size() == 1 ? group.title : std::string(group.title) + ": " + curve.name;
      ReportChart chart{title, group.caption, "iteration", group.y_label, {}, group.scale};
      for (const auto& [name, statistics] : runs) {
        ReportSeries series = series_of(statistics, curve.key, name);
        if (says_something(series)) chart.series.push_back(std::move(series));
      }
      if (!chart.series.empty()) charts.push_back(std::move(chart));
    }
  }
  return charts;
}

}  // namespace iggan
