#include <iggan/report/experiment_report.h>

#include <cstdlib>
#include <optional>
#include <set>
#include <sstream>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/experiments/experiment.h>
#include <iggan/report/attribution.h>
#include <iggan/report/figures.h>
#include <iggan/report/score_columns.h>
#include <iggan/report/training_curves.h>
#include <iggan/training/run_folder.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;
using config::Json;

constexpr std::size_t kComparedRuns = 12;          // in one chart: more can nobody tell apart
constexpr int kCellRows = 4;                       // of tiles of a cell's sheet
constexpr std::size_t kRoomForSheets = 6'000'000;  // bytes of all sheets together

/// A cell that reads as a number sorts as one.
ReportCell cell_of(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return text.empty() || *end != '\0' ? ReportCell(text) : ReportCell(value, text);
}

ReportTable table_of(const Experiment& experiment, const std::vector<Json>& results) {
  const ExperimentTable figures = tabulate(experiment, results);
  ReportTable table;
  table.caption = "Every cell; below, what unseen shapes, cuboids and the mean shape score";
  table.header_columns = experiment.axes.size();
  for (std::size_t c = 0; c < figures.titles.size(); ++c) {
    const std::string& title = figures.titles[c];
    table.columns.push_back(c < experiment.axes.size() ? ReportColumn{title} : score_column(title));
  }
  for (std::size_t r = 0; r < figures.rows.size(); ++r) {
    std::vector<ReportCell> row;
    for (std::size_t c = 0; c < figures.rows[r].size(); ++c)
      row.push_back(c < experiment.axes.size() ? ReportCell(figures.rows[r][c])
                                               : cell_of(figures.rows[r][c]));
    // The rows of the controls follow those of the cells.
    (r < results.size() ? table.rows : table.reference_rows).push_back(std::move(row));
  }
  return table;
}

/// The run of a result's cell; none where its training had not begun.
std::optional<RunFolder> run_of(const fs::path& path, const Json& result) {
  return RunFolder::newest(path / "cells" / result.value("cell", "") / "runs");
}

void add_curves(ReportPage& page, const fs::path& path, const std::vector<Json>& results) {
  std::vector<std::pair<std::string, std::vector<Json>>> runs;
  for (const Json& result : results) {
    const auto run = run_of(path, result);
    if (!run || runs.size() == kComparedRuns) continue;
    auto statistics = read_json_lines(run->file("stats.jsonl"));
    if (statistics.size() > 1) runs.emplace_back(result.value("cell", ""), std::move(statistics));
  }
  if (runs.empty()) return;
  ReportSection& section = page.section("Curves");
  if (runs.size() < results.size())
    section.text(fmt::format("Of the first {} of {} cells.", runs.size(), results.size()));
  section.charts(compared_curves(runs));
}

void add_samples(ReportPage& page, const fs::path& path, const std::vector<Json>& results) {
  ReportSection* section = nullptr;
  std::size_t bytes = 0;
  for (const Json& result : results) {
    const std::string name = result.value("cell", "");
    const fs::path sheet = path / "cells" / name / "samples.png";
    if (!fs::is_regular_file(sheet)) continue;
    if (!section) {
      section = &page.section("Samples");
      section->text(
          "The first samples of each cell (clay) beside their nearest training shapes (blue), each "
          "from two sides.");
    }
    ReportPicture picture =
        picture_of_image(top_of_sheet(sheet, kCellRows),
                         "Samples of " + name + " beside their nearest training shapes", name);
    bytes += picture.bytes.size();
    if (bytes > kRoomForSheets) {
      section->note(
          "The sheets of the other cells are in their folders: there is no more room here.");
      return;
    }
    section->picture(picture);
  }
}

/// The lines of a cell's log that say what was run.
std::string commands_of(const fs::path& log) {
  std::string commands;
  std::istringstream lines(fs::exists(log) ? read_text(log) : "");
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("$ ", 0) == 0) commands += line.substr(2) + "\n";
  return commands;
}

void add_recipe(ReportPage& page, const fs::path& path, const std::vector<Json>& results) {
  ReportSection& section = page.section("Do it again");
  section.text("What was run for each cell, with what settings and by what versions.");
  for (const Json& result : results) {
    const std::string name = result.value("cell", "");
    section.details(name, [&](ReportSection& inside) {
      if (result.contains("failed")) inside.text("It failed: " + text_at(result, "/failed"));
      const std::string commands = commands_of(path / "cells" / name / "log.txt");
      if (!commands.empty()) inside.code(commands);
      if (result.contains("environment"))
        inside.code(result["environment"].dump(2), "Environment of the training");
      inside.code(result.value("settings", Json::object()).dump(2), "Settings of the cell");
    });
  }
}

/// Where the cells' runs found their pictures.
std::vector<fs::path> data_of(const fs::path& path, const std::vector<Json>& results) {
  std::set<fs::path> sets;
  for (const Json& result : results) {
    const auto run = run_of(path, result);
    if (run && fs::exists(run->file("data.json"))) sets.insert(run->load_data_path());
  }
  return {sets.begin(), sets.end()};
}

/// The words above the table in table.md.
std::string about_of(const fs::path& path) {
  if (!fs::exists(path / "table.md")) return "";
  const std::string text = read_text(path / "table.md");
  return text.substr(0, text.find("\n"));
}

}  // namespace

bool is_experiment(const fs::path& path) {
  return fs::is_regular_file(path / "table.json") && fs::is_directory(path / "cells");
}

std::unique_ptr<ReportPage> experiment_report(const fs::path& path, const ReportOptions&, Log&) {
  const std::string file = (path / "table.json").string();
  const Json table = config::read_json(file);
  if (!table.is_array() || table.empty())
    fail<DataError>("{} holds no result yet; `iggan experiment` adds one a cell", file);
  const std::vector<Json> results(table.begin(), table.end());
  Experiment experiment;
  double minutes = 0;
  std::size_t failed = 0;
  const Json coordinates = results.front().value("coordinates", Json::object());
  for (const auto& [axis, value] : coordinates.items()) experiment.axes.push_back(axis);
  for (const Json& result : results) {
    failed += result.contains("failed");
    const double cost = number_at(result, "/training/cpu_minutes");
    if (cost > 0) minutes += cost;
  }
  auto page = std::make_unique<ReportPage>(whole_path(path).filename().string(), "Experiment");
  page->lede(about_of(path));
  page->facts({{std::to_string(results.size()), results.size() == 1 ? "cell" : "cells"},
               {duration(60 * minutes), "of processor time"},
               {std::to_string(failed), "failed"}});
  page->section("Scores").table(table_of(experiment, results));
  add_curves(*page, path, results);
  add_samples(*page, path, results);
  add_recipe(*page, path, results);
  add_attribution(*page, data_of(path, results));
  return page;
}

}  // namespace iggan
