#include <iggan/report/comparison_tables.h>

#include <iggan/experiments/renderer_comparison.h>
#include <iggan/report/figures.h>
#include <iggan/report/score_columns.h>

namespace iggan {
namespace {

using config::Json;

std::vector<std::string> labels(const Json& summary) {
  std::vector<std::string> all;
  for (const Json& one : summary["renderers"]) all.push_back(one["label"].get<std::string>());
  return all;
}

/// A broken renderer's row; the reason stands beside the table (reasons_of_failures).
std::vector<ReportCell> row_of_failure(const std::string& label, std::size_t columns) {
  std::vector<ReportCell> row{label, "failed"};
  while (row.size() < columns) row.push_back(ReportCell::none());
  return row;
}

/// One figure of two renderers; of one with itself it was measured on pictures made twice.
ReportCell pair_cell(const Json& summary, const std::string& a, const std::string& b,
                     const std::string& figure, int digits) {
  const auto cell = [&](const Json& pair) {
    if (pair["exact"] == true) return ReportCell("exact");
    if (pair["psnr"].is_null()) return ReportCell("equal");
    return cell_at(pair, "/" + figure, digits);
  };
  if (a == b) {
    const Json drawn = summary["render"].value(a, Json::object());
    return drawn.contains("itself") ? cell(drawn["itself"]) : ReportCell::none();
  }
  for (const Json& pair : summary["pairs"])
    if ((pair["first"] == a && pair["second"] == b) || (pair["first"] == b && pair["second"] == a))
      return cell(pair);
  return ReportCell::none();
}

}  // namespace

std::vector<std::string> reasons_of_failures(const Json& summary, const std::string& stage) {
  std::vector<std::string> reasons;
  const Json cells = summary.value(stage, Json::object());
  for (const auto& [label, cell] : cells.items()) {
    if (cell.contains("failed")) reasons.push_back(label + " failed: " + text_at(cell, "/failed"));
    const Json judged = cell.value("judged", Json::object());
    for (const auto& [judge, judgement] : judged.items())
      if (judgement.contains("failed"))
        reasons.push_back(fmt::format("What {} learned, {} could not render: {}", label, judge,
                                      text_at(judgement, "/failed")));
  }
  return reasons;
}

std::size_t failures(const Json& summary) {
  std::size_t count = 0;
  for (const char* stage : {"render", "proxy", "train"})
    count += reasons_of_failures(summary, stage).size();
  return count;
}

ReportTable renderer_table(const Json& summary) {
  ReportTable table;
  table.caption = "The renderers";
  table.columns = {{"label"},
                   {"images/s", Better::neither, "of the probe, building included"},
                   {"itself", Better::neither, "whether equal jobs give equal pictures"},
                   {"declares", Better::neither, "the determinism that the plugin promises"},
                   {"version"},
                   {"licence"},
                   {"parameters"}};
  for (const Json& one : summary["renderers"]) {
    const std::string label = text_at(one, "/label");
    const Json cell = summary["render"].value(label, Json::object());
    if (cell.contains("failed")) {
      table.rows.push_back(row_of_failure(label, table.columns.size()));
      continue;
    }
    const bool exact = cell.contains("itself") && cell["itself"]["exact"] == true;
    table.rows.push_back(
        {label, cell_at(cell, "/images_per_second", 0),
         exact
             ? ReportCell("exact")
             : ReportCell(fmt::format("to {:.2g}", number_at(cell, "/itself/greatest_difference"))),
         text_at(cell, "/itself/declared"),
         text_at(one, "/origin/id") + " " + text_at(one, "/origin/version"),
         text_at(one, "/origin/license"), one["params"].empty() ? "none" : one["params"].dump()});
  }
  return table;
}

ReportTable pair_matrix(const Json& summary, const std::string& figure, const std::string& caption,
                        int digits) {
  ReportTable table;
  table.caption = caption;
  table.columns = {{"renderer"}};
  for (const std::string& column : labels(summary)) table.columns.push_back({column, Better::high});
  for (const std::string& row : labels(summary)) {
    std::vector<ReportCell> cells{row};
    for (const std::string& column : labels(summary))
      cells.push_back(pair_cell(summary, row, column, figure, digits));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

ReportTable cross_table(const Json& summary, const std::string& stage, const std::string& figure,
                        const std::string& caption, int digits, Better better) {
  ReportTable table;
  table.caption = caption;
  table.columns = {{"learned from"}};
  for (const std::string& column : labels(summary)) table.columns.push_back({column, better});
  for (const auto& [label, cell] : summary[stage].items()) {
    if (cell.contains("failed")) {
      table.rows.push_back(row_of_failure(label, table.columns.size()));
      continue;
    }
    std::vector<ReportCell> cells{label};
    for (const std::string& judge : labels(summary)) {
      const Json judged = cell.value("judged", Json::object()).value(judge, Json::object());
      cells.push_back(judged.contains("failed") ? ReportCell("failed")
                                                : cell_at(judged, figure, digits));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

ReportTable generator_table(const Json& summary) {
  ReportTable table;
  table.caption = "The generators' shapes against the training shapes";
  for (const char* title :
       {"trained through", "iterations", "cut", "IoU", "air IoU", "sources", "largest"})
    table.columns.push_back(score_column(title));
  for (const auto& [label, cell] : summary["train"].items()) {
    if (cell.contains("failed")) {
      table.rows.push_back(row_of_failure(label, table.columns.size()));
      continue;
    }
    table.rows.push_back({label, cell_at(cell, "/training/iteration", 0),
                          cell_at(cell, "/threshold", 2), cell_at(cell, "/shapes/one_yaw/iou", 3),
                          cell_at(cell, "/shapes/one_yaw/air_iou", 3),
                          cell_at(cell, "/shapes/one_yaw/distinct_sources", 0),
                          cell_at(cell, "/shapes/largest_component", 3)});
  }
  const Json controls = controls_of(summary);
  for (const auto& [name, line] : controls.items())
    table.reference_rows.push_back(
        {name, ReportCell::none(), ReportCell::none(), cell_at(line, "/one_yaw/iou", 3),
         cell_at(line, "/one_yaw/air_iou", 3), cell_at(line, "/one_yaw/distinct_sources", 0),
         cell_at(line, "/largest_component", 3)});
  return table;
}

}  // namespace iggan
