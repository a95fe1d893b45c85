#include <iggan/report/evaluation_report.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/report/figures.h>
#include <iggan/report/score_columns.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;
using config::Json;

/// A score of a line of the metric files.
struct Measure {
  const char *title, *pointer;
  int digits;
};

const std::vector<Measure>& shape_measures() {
  static const std::vector<Measure> measures = {
      {"IoU", "/one_yaw/iou", 3},
      {"own yaw", "/own_yaw/iou", 3},
      {"air IoU", "/one_yaw/air_iou", 3},
      {"cavity", "/one_yaw/cavity_recall", 3},
      {"its precision", "/one_yaw/cavity_precision", 3},
      {"copies", "/own_yaw/near_copies", 3},
      {"sources", "/one_yaw/distinct_sources", 0},
      {"own yaw, sources", "/own_yaw/distinct_sources", 0},
      {"COV", "/distances/chamfer/cov", 3},
      {"1-NNA", "/distances/chamfer/1-nna", 3},
      {"largest", "/largest_component", 3},
      {"filled", "/occupancy", 3},
  };
  return measures;
}

const std::vector<Measure>& picture_measures() {
  static const std::vector<Measure> measures = {
      {"cut", "/threshold", 2},      {"FD", "/frechet/value", 2},    {"KID", "/kernel/mean", 4},
      {"±", "/kernel/deviation", 4}, {"precision", "/precision", 3}, {"recall", "/recall", 3},
      {"renders", "/renders", 0},    {"pictures", "/pictures", 0},
  };
  return measures;
}

void add_columns(ReportTable& table, const std::vector<Measure>& measures) {
  for (const Measure& measure : measures) table.columns.push_back(score_column(measure.title));
}

void add_figures(std::vector<ReportCell>& row, const Json& line,
                 const std::vector<Measure>& measures) {
  for (const Measure& measure : measures)
    row.push_back(cell_at(line, measure.pointer, measure.digits));
}

bool is_generated(const Json& line) {
  return line.value("samples", "") == "generated";
}

/// Where the samples of a line come from.
std::string origin_of(const Json& line) {
  if (line.contains("iteration"))
    return "iteration " + grouped(line["iteration"].get<std::int64_t>());
  return line.value("samples_dir", "samples");
}

std::string title_of(const Json& line) {
  const std::string metric = line.value("metric", "");
  if (metric == kPictureMetric) return "pictures, " + origin_of(line);
  if (metric == kRealPictureMetric) return metric;
  return line.value("samples", "") + " against " + line.value("references", "") + ", " +
         origin_of(line);
}

/// Lines of the evaluation of the newest iteration, of a folder of samples the last one: it starts
/// with the generated against train.
std::vector<Json> last_shape_lines(const std::vector<Json>& lines) {
  const auto evaluations = evaluations_by_iteration(lines);  // none of a folder of samples
  const Json* chosen = evaluations.empty() ? nullptr : evaluations.rbegin()->second;
  const Json* begun = nullptr;
  std::vector<Json> last;
  for (const Json& line : lines) {
    if (line.value("metric", "") != "shapes") continue;
    if (is_generated(line) && line.value("references", "") == "train") {
      if (begun && begun == chosen) break;
      last.clear();
      begun = &line;
    }
    last.push_back(line);
  }
  return last;
}

void add_shape_scores(ReportSection& section, const std::vector<Json>& lines) {
  if (lines.empty()) return;
  const Json& first = lines.front();
  ReportTable table;
  table.caption = fmt::format(
      "Shapes of {} against the set {}; below, what cuboids, the mean shape and unseen real shapes "
      "score",
      origin_of(first), first.value("shapes", ""));
  table.columns = {{"samples"}, {"against"}, {"count"}};
  table.header_columns = 2;
  add_columns(table, shape_measures());
  // The rows are held against different shapes: none of their figures is better than another.
  for (ReportColumn& column : table.columns) {
    if (column.better == Better::high) column.about += "; higher is better";
    if (column.better == Better::low) column.about += "; lower is better";
    column.better = Better::neither;
  }
  for (const Json& line : lines) {
    std::vector<ReportCell> row = {line.value("samples", ""), line.value("references", ""),
                                   cell_at(line, "/sample_count", 0)};
    add_figures(row, line, shape_measures());
    (is_generated(line) ? table.rows : table.reference_rows).push_back(std::move(row));
  }
  section.table(table);
}

void add_picture_scores(ReportSection& section, const std::vector<Json>& lines) {
  const Json* newest = newest_picture_line(lines);
  if (!newest) return;
  ReportTable table;
  table.columns = {{"samples"}};
  add_columns(table, picture_measures());
  for (const Json& line : lines) {
    const std::string metric = line.value("metric", "");
    const bool real = metric == kRealPictureMetric;
    if (!real && metric != kPictureMetric) continue;
    std::vector<ReportCell> row{real ? ReportCell(kTrainingShapes) : origin_of(line)};
    add_figures(row, line, picture_measures());
    (real ? table.reference_rows : table.rows).push_back(std::move(row));
  }
  table.caption =
      fmt::format("Renders of the samples through {} against the pictures of {}, by features of {}",
                  text_at(*newest, "/renderer/id"), newest->value("picture_set", ""),
                  text_at(*newest, "/extractor/name"));
  section.table(table);
  if (!newest->contains("threshold_trials")) return;
  ReportSeries trials{"Fréchet distance", {}};
  for (const Json& trial : (*newest)["threshold_trials"])
    trials.points.emplace_back(number_at(trial, "/threshold"), number_at(trial, "/frechet"));
  section.chart({"Where the voxels were cut",
                 "The threshold with the least distance to the training pictures was taken.",
                 "threshold",
                 "Fréchet distance",
                 {trials},
                 ChartScale::logarithmic});
}

/// Figures of all evaluations of a run, where there is more than one.
void add_history(ReportSection& section, const std::vector<Json>& lines) {
  const auto evaluations = evaluations_by_iteration(lines);
  if (evaluations.size() < 2) return;
  ReportSeries iou{"IoU", {}}, own{"IoU, own yaw", {}}, air{"air IoU", {}};
  for (const auto& [iteration, line] : evaluations) {
    const auto at = static_cast<double>(iteration);
    iou.points.emplace_back(at, number_at(*line, "/one_yaw/iou"));
    own.points.emplace_back(at, number_at(*line, "/own_yaw/iou"));
    air.points.emplace_back(at, number_at(*line, "/one_yaw/air_iou"));
  }
  section.chart({"Best matches of each evaluation", "", "iteration", "IoU", {iou, own, air}});
}

}  // namespace

void add_scores(ReportPage& page, const std::vector<Json>& lines) {
  if (lines.empty()) return;
  ReportSection& section = page.section("Scores");
  add_shape_scores(section, last_shape_lines(lines));
  add_picture_scores(section, lines);
  add_history(section, lines);
  section.note("The measures are defined in docs/method.md, section Metrics.");
}

std::vector<fs::path> metric_files(const fs::path& path) {
  if (fs::is_regular_file(path)) return {path};
  std::vector<fs::path> files;
  for (const char* name : {"metrics.jsonl", kPictureMetricFile, kShapeMetricFile})
    if (fs::is_regular_file(path / name)) files.push_back(path / name);
  return files;
}

bool is_evaluation(const fs::path& path) {
  if (fs::is_regular_file(path)) return path.extension() == ".jsonl";
  return !metric_files(path).empty();
}

std::unique_ptr<ReportPage> evaluation_report(const fs::path& path, const ReportOptions&, Log&) {
  std::vector<Json> lines;
  for (const fs::path& file : metric_files(path))
    for (Json& line : read_json_lines(file)) {
      if (!line.is_object() || !line.contains("metric"))
        fail<DataError>("{} holds a line that `iggan evaluate` did not write: it has no \"metric\"",
                        file.string());
      lines.push_back(std::move(line));
    }
  if (lines.empty())
    fail<DataError>("{} holds no lines; run `iggan evaluate` first", path.string());
  const fs::path named = whole_path(path);
  const std::string name =
      fs::is_directory(path) ? named.filename().string() : named.parent_path().filename().string();
  auto page = std::make_unique<ReportPage>(name.empty() ? "Evaluation" : name, "Evaluation");
  page->lede("Generated shapes, held against real ones, and renders of them against pictures.");
  add_scores(*page, lines);
  if (const fs::path sheet = path / "samples.png"; fs::is_regular_file(sheet))
    page->section("Samples").picture(picture_of_file(
        sheet, "Generated shapes in clay beside their nearest training shapes in blue",
        "Samples (clay) beside their nearest training shapes (blue), each from two sides."));
  ReportSection& lines_of_file = page->section("Lines");
  lines_of_file.text("Everything that was measured, and with what options, as it was written.");
  for (const Json& line : lines)
    lines_of_file.details(title_of(line),
                          [&line](ReportSection& inside) { inside.code(line.dump(2)); });
  return page;
}

}  // namespace iggan
