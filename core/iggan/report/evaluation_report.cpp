#include <iggan/report/evaluation_report.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/console/quantities.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;

std::string title_of(const ShapeLine& line) {
  return line.samples + " against " + line.references + ", " + line.origin.name();
}
std::string title_of(const PictureLine& line) {
  return line.is_of_training_shapes() ? line.metric : "pictures, " + line.name();
}

/// Lines of the newest iteration's evaluation or, for a folder of samples, of the last evaluation.
/// An evaluation starts with the line of generated shapes against train.
std::vector<const ShapeLine*> last_evaluation(const MetricLines& lines) {
  const auto evaluations = lines.evaluations_by_iteration();  // empty for a folder of samples
  const ShapeLine* chosen = evaluations.empty() ? nullptr : evaluations.rbegin()->second;
  const ShapeLine* begun = nullptr;
  std::vector<const ShapeLine*> last;
  for (const ShapeLine& line : lines.shapes) {
    if (line.is_of_generator() && line.references == kTrain) {
      if (begun && begun == chosen) break;
      last.clear();
      begun = &line;
    }
    last.push_back(&line);
  }
  return last;
}

void add_shape_scores(ReportSection& section, const std::vector<const ShapeLine*>& lines) {
  if (lines.empty()) return;
  ResultTable table = shape_table(lines);
  table.caption = fmt::format(
      "Shapes of {} against the set {}; below, what cuboids, the mean shape and unseen real shapes "
      "score",
      lines.front()->origin.name(), lines.front()->shapes);
  section.table(table);
}

void add_picture_scores(ReportSection& section, const MetricLines& lines) {
  const PictureLine* newest = lines.newest_pictures();
  if (!newest) return;
  section.table(picture_table(lines.pictures, *newest));
  if (!newest->origin.threshold_trials) return;
  ReportSeries trials{"Fréchet distance", {}};
  for (const ThresholdTrial& trial : *newest->origin.threshold_trials)
    trials.points.emplace_back(trial.threshold, trial.frechet);
  section.chart({"Choice of the threshold",
                 "The threshold with the lowest distance to the training pictures was used.",
                 "threshold",
                 "Fréchet distance",
                 {trials},
                 ChartScale::logarithmic});
}

/// Figures of all evaluations of a run, if there is more than one.
void add_history(ReportSection& section, const MetricLines& lines) {
  const auto evaluations = lines.evaluations_by_iteration();
  if (evaluations.size() < 2) return;
  ReportChart chart{"Best matches of each evaluation", "", "iteration", "IoU", {}};
  for (const Metric* one : metrics({"iou", "iou_own_yaw", "air_iou"})) {
    ReportSeries series{one->title, {}};
    for (const auto& [iteration, line] : evaluations) {
      MeasuredScores scores;
      scores.train = line;
      series.points.emplace_back(static_cast<double>(iteration), one->value(scores));
    }
    chart.series.push_back(std::move(series));
  }
  section.chart(chart);
}

}  // namespace

void add_scores(ReportPage& page, const MetricLines& lines) {
  if (lines.empty()) return;
  ReportSection& section = page.section("Scores");
  add_shape_scores(section, last_evaluation(lines));
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
  MetricLines lines;
  for (const fs::path& file : metric_files(path)) lines.add_file(file);
  if (lines.empty())
    fail<DataError>("{} holds no lines; run `iggan evaluate` first", path.string());
  const fs::path named = whole_path(path);
  const std::string name =
      fs::is_directory(path) ? named.filename().string() : named.parent_path().filename().string();
  auto page = std::make_unique<ReportPage>(name.empty() ? "Evaluation" : name, "Evaluation");
  page->lede("Generated shapes compared with real ones, and their renders with pictures.");
  add_scores(*page, lines);
  if (const fs::path sheet = path / "samples.png"; fs::is_regular_file(sheet))
    page->section("Samples").picture(picture_of_file(
        sheet, "Generated shapes in clay next to their nearest training shapes in blue",
        "Samples (clay) next to their nearest training shapes (blue), each from two sides."));
  ReportSection& lines_of_file = page->section("Lines");
  lines_of_file.text("All measurements with their options, as in the files.");
  const auto add_line = [&](const auto& line) {
    lines_of_file.details(title_of(line), [&line](ReportSection& inside) {
      inside.code(config::to_json(line).dump(2));
    });
  };
  for (const PictureLine& line : lines.pictures) add_line(line);
  for (const ShapeLine& line : lines.shapes) add_line(line);
  return page;
}

}  // namespace iggan
