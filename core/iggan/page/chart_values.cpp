#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include <iggan/base/error.h>
#include <iggan/config/fields.h>
#include <iggan/page/block_values.h>

namespace iggan {
namespace {

using config::Json;

constexpr std::size_t kDrawnPoints = 800;  // of a series: more than a chart has pixels
constexpr std::size_t kTablePoints = 25;   // of a series, for reading

using Points = std::vector<std::pair<double, double>>;

/// At most `most` points, evenly chosen, including the first and the last.
Points thinned(const Points& points, std::size_t most) {
  if (points.size() <= most) return points;
  Points chosen;
  for (std::size_t i = 0; i < most; ++i)
    chosen.push_back(points[i * (points.size() - 1) / (most - 1)]);
  return chosen;
}

/// Six significant digits, for people and to keep the page small.
std::string shown(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "–";
}
Json rounded(double value) {
  return std::isfinite(value) ? Json(std::strtod(shown(value).c_str(), nullptr)) : Json();
}

Json json_of(const ReportChart& chart) {
  Json json{{"title", chart.title},
            {"x", chart.x_label},
            {"y", chart.y_label},
            {"log", chart.scale == ChartScale::logarithmic},
            {"series", Json::array()}};
  for (const ReportSeries& series : chart.series) {
    Json x = Json::array(), y = Json::array();
    for (const auto& [at, value] : thinned(series.points, kDrawnPoints)) {
      x.push_back(rounded(at));
      y.push_back(rounded(value));
    }
    json["series"].push_back({{"name", series.name}, {"x", x}, {"y", y}});
  }
  return json;
}

bool share_x(const std::vector<ReportSeries>& series) {
  return std::all_of(series.begin(), series.end(), [&](const ReportSeries& other) {
    return std::equal(other.points.begin(), other.points.end(), series.front().points.begin(),
                      series.front().points.end(),
                      [](const auto& a, const auto& b) { return a.first == b.first; });
  });
}

/// The same data as a table: one column per series, or one row per point if the series differ in x.
ResultTable table_of_chart(const ReportChart& chart) {
  ResultTable table;
  table.caption = "Data of the chart “" + chart.title + "”";
  if (share_x(chart.series)) {
    table.columns = {{chart.x_label}};
    for (const ReportSeries& series : chart.series) {
      table.columns.push_back({series.name});
      const Points points = thinned(series.points, kTablePoints);
      table.rows.resize(points.size());
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (table.rows[i].empty())
          table.rows[i].emplace_back(points[i].first, shown(points[i].first));
        table.rows[i].emplace_back(points[i].second, shown(points[i].second));
      }
    }
  } else {
    table.columns = {{"series"}, {chart.x_label}, {chart.y_label}};
    for (const ReportSeries& series : chart.series)
      for (const auto& [x, y] : thinned(series.points, kTablePoints))
        table.rows.push_back({series.name, ResultCell(x, shown(x)), ResultCell(y, shown(y))});
  }
  return table;
}

/// JSON that is safe in a script element: no "<" that could end it.
std::string json_for_script(std::string json) {
  for (std::size_t at = 0; (at = json.find('<', at)) != std::string::npos;)
    json.replace(at, 1, "\\u003c");
  return json;
}

}  // namespace

Json values_of(const ReportChart& chart, const std::string& id) {
  IGGAN_CHECK(!chart.series.empty());
  return {{"id", id},
          {"title", chart.title},
          {"y_label", chart.y_label},
          {"json", json_for_script(json_of(chart).dump())},
          {"caption", chart.caption},
          {"table", values_of(table_of_chart(chart))}};
}

}  // namespace iggan
