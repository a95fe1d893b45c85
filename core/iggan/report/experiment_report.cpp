#include <iggan/report/experiment_report.h>

#include <optional>
#include <set>
#include <sstream>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/console/quantities.h>
#include <iggan/experiments/experiment_table.h>
#include <iggan/report/attribution.h>
#include <iggan/report/training_curves.h>
#include <iggan/training/run_folder.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kComparedRuns = 12;          // in one chart: more would be hard to tell apart
constexpr int kCellRows = 4;                       // of tiles of a cell's sheet
constexpr std::size_t kRoomForSheets = 6'000'000;  // bytes of all sheets together

/// The run of a result's cell; empty if its training did not start.
std::optional<RunFolder> run_of(const fs::path& path, const ExperimentOutcome& result) {
  return RunFolder::newest(path / "cells" / result.identity.cell / "runs");
}

void add_curves(ReportPage& page, const fs::path& path,
                const std::vector<ExperimentOutcome>& results) {
  config::Named<std::vector<StatisticsLine>> runs;
  for (const ExperimentOutcome& result : results) {
    const auto run = run_of(path, result);
    if (!run || runs.size() == kComparedRuns) continue;
    auto statistics = read_statistics(*run);
    if (statistics.size() > 1) runs.emplace_back(result.identity.cell, std::move(statistics));
  }
  if (runs.empty()) return;
  ReportSection& section = page.section("Curves");
  if (runs.size() < results.size())
    section.text(fmt::format("Curves of the first {} of {} cells.", runs.size(), results.size()));
  section.charts(compared_curves(runs));
}

void add_samples(ReportPage& page, const fs::path& path,
                 const std::vector<ExperimentOutcome>& results) {
  ReportSection* section = nullptr;
  std::size_t bytes = 0;
  for (const ExperimentOutcome& result : results) {
    const std::string name = result.identity.cell;
    const fs::path sheet = path / "cells" / name / "samples.png";
    if (!fs::is_regular_file(sheet)) continue;
    if (!section) {
      section = &page.section("Samples");
      section->text(
          "The first samples of each cell (clay) next to their nearest training shapes (blue), "
          "each "
          "from two sides.");
    }
    ReportPicture picture =
        picture_of_image(top_of_sheet(sheet, kCellRows),
                         "Samples of " + name + " next to their nearest training shapes", name);
    bytes += picture.bytes.size();
    if (bytes > kRoomForSheets) {
      section->note(
          "The sheets of the other cells are in their folders; this page has no room for more.");
      return;
    }
    section->picture(picture);
  }
}

/// The commands in a cell's log.
std::string commands_of(const fs::path& log) {
  std::string commands;
  std::istringstream lines(fs::exists(log) ? read_text(log) : "");
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("$ ", 0) == 0) commands += line.substr(2) + "\n";
  return commands;
}

void add_recipe(ReportPage& page, const fs::path& path,
                const std::vector<ExperimentOutcome>& results) {
  ReportSection& section = page.section("How to repeat it");
  section.text("The commands, settings and versions of each cell.");
  for (const ExperimentOutcome& result : results) {
    const std::string name = result.identity.cell;
    section.details(name, [&](ReportSection& inside) {
      if (result.failed) inside.text("It failed: " + *result.failed);
      const std::string commands = commands_of(path / "cells" / name / "log.txt");
      if (!commands.empty()) inside.code(commands);
      if (result.result.environment)
        inside.code(result.result.environment->dump(2), "Environment of the training run");
      inside.code(config::to_json(result.identity.settings).dump(2), "Settings of the cell");
    });
  }
}

/// Where the cells' runs found their pictures.
std::vector<fs::path> data_of(const fs::path& path, const std::vector<ExperimentOutcome>& results) {
  std::set<fs::path> sets;
  for (const ExperimentOutcome& result : results) {
    const auto run = run_of(path, result);
    if (run && fs::exists(run->file("data.json"))) sets.insert(run->load_data_path());
  }
  return {sets.begin(), sets.end()};
}

/// The text above the table in table.md.
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
  const std::vector<ExperimentOutcome> results = read_outcomes(file);
  if (results.empty())
    fail<DataError>("{} holds no result yet; `iggan experiment` adds one per cell", file);
  std::vector<std::string> axes;
  for (const auto& [axis, value] : results.front().identity.coordinates) axes.push_back(axis);
  double minutes = 0;
  std::size_t failed = 0;
  for (const ExperimentOutcome& result : results) {
    failed += !result.is_done();
    if (result.result.training) minutes += result.result.training->cpu_minutes;
  }
  auto page = std::make_unique<ReportPage>(whole_path(path).filename().string(), "Experiment");
  page->lede(about_of(path));
  page->facts({{std::to_string(results.size()), results.size() == 1 ? "cell" : "cells"},
               {duration(60 * minutes), "of processor time"},
               {std::to_string(failed), "failed"}});
  page->section("Scores").table(tabulate(axes, results));
  add_curves(*page, path, results);
  add_samples(*page, path, results);
  add_recipe(*page, path, results);
  add_attribution(*page, data_of(path, results));
  return page;
}

}  // namespace iggan
