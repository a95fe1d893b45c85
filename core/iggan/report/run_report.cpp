#include <iggan/report/run_report.h>

#include <iggan/base/files.h>
#include <iggan/base/shell_words.h>
#include <iggan/console/quantities.h>
#include <iggan/report/attribution.h>
#include <iggan/report/evaluation_report.h>
#include <iggan/report/option_values.h>
#include <iggan/report/run_sections.h>
#include <iggan/report/training_curves.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;
using config::Json;

/// "32×32×32 voxels"; for a stage before the last, also the resolution of the last.
std::string voxels_of(const RunFiles& run, const Stage& stage) {
  const auto cube = [](int edge) { return fmt::format("{0}×{0}×{0}", edge); };
  const int end = run.config.generator.resolution;
  if (stage.is_last()) return cube(end) + " voxels";
  return fmt::format("{} voxels (stage {} of {}; in the last {})", cube(stage.size(end)),
                     stage.index + 1, stage.count, cube(end));
}

/// @param newest  the generator of the newest checkpoint; nullptr before the first.
std::string lede_of(const RunFiles& run, const TrainedGenerator* newest) {
  const Stage stage = newest ? newest->stage() : run.config.stage(0);
  const std::string pictures =
      run.pictures ? grouped(run.pictures->count) + " pictures" : std::string("pictures");
  if (run.config.method == Method::iggan)
    return fmt::format(
        "A generator of {} that learned from {} and saw no 3D shape: {} renders its shapes as a "
        "black box, and a proxy network provides the gradients.",
        voxels_of(run, stage), pictures, run.scene.renderer);
  return fmt::format(
      "The baseline {} with {}, trained on {}; its image formation is fixed and differentiable.",
      to_string(run.config.method), voxels_of(run, stage), pictures);
}

/// The generator of the newest checkpoint; nullptr before the first.
std::unique_ptr<TrainedGenerator> newest_generator(const RunFiles& run) {
  return run.folder.checkpoints().empty() ? nullptr
                                          : std::make_unique<TrainedGenerator>(run.folder.path());
}

/// The figures at the top: what the run cost, and the last scores if there are any.
std::vector<ReportFact> facts_of(const RunFiles& run) {
  const TrainingCost cost = run.cost();
  std::vector<ReportFact> facts = {
      {grouped(cost.iteration), "iterations"},
      {duration(60 * cost.wall_minutes), "of training"},
      {duration(60 * cost.cpu_minutes), "of processor time"},
  };
  MeasuredScores scores;
  scores.pictures = run.metrics.newest_pictures();
  const auto evaluations = run.metrics.evaluations_by_iteration();
  if (!evaluations.empty()) scores.train = evaluations.rbegin()->second;
  if (scores.pictures)
    facts.push_back({metric("frechet").text(scores), "Fréchet distance",
                     fmt::format("{} renders; lower is better", scores.pictures->renders)});
  if (scores.train) {
    facts.push_back(
        {metric("iou").text(scores), "best-match IoU",
         fmt::format("{} samples; cuboids score high too", scores.train->sample_count)});
    facts.push_back({metric("air_iou").text(scores), "air IoU", "cuboids score 0"});
  }
  return facts;
}

void add_configuration(ReportPage& page, const RunFiles& run) {
  ReportSection& section = page.section("Configuration");
  section.text("Every option of the run, as resolved.");
  const Json config = config::to_json(run.config);
  section.values(values_in(config));
  for (const auto& [key, group] : config.items())
    if (group.is_object())
      section.details(
          key, [values = values_in(group)](ReportSection& inside) { inside.values(values); });
  section.details("scene: how the pictures were made", [&run](ReportSection& inside) {
    inside.values(values_in(config::to_json(run.scene), 1));
  });
}

void add_recipe(ReportPage& page, const RunFiles& run, const fs::path& path) {
  ReportSection& section = page.section("How to repeat it");
  const std::string folder = shell_word(path.string());
  std::vector<std::string> train = {"iggan",    "train",
                                    "--data",   run.data.string(),
                                    "--config", run.folder.file("config.json").string()};
  // The pictures' own renderer need not be named.
  if (run.pictures && config::to_json(run.scene) != config::to_json(run.pictures->scene))
    train.insert(train.end(),
                 {"--renderer", run.scene.renderer, "--params", run.scene.renderer_params.dump()});
  section.code(shell_words(train), "Train the same configuration with the same seed");
  section.code(run.folder.resume_command(), "Resume this run");
  section.code(fmt::format("iggan sample --run {} --seeds 0-15 --out shapes\niggan report {}",
                           folder, folder),
               "Save shapes as GLB, PLY and voxels; make this page");
  NamesAndValues values = {
      {"run folder", path.string()},
      {"data", run.data.string()},
      {"seed", std::to_string(run.config.training.seed)},
  };
  for (auto& value : values_in(run.environment, 1)) values.push_back(std::move(value));
  values.emplace_back("config.json, sha256", sha256_of_file(run.folder.file("config.json")));
  const auto checkpoints = run.folder.checkpoints();
  if (!checkpoints.empty())
    values.emplace_back(checkpoints.back().filename().string() + ", sha256",
                        sha256_of_file(checkpoints.back()));
  section.values(values);
}

}  // namespace

bool is_run(const fs::path& path) {
  return fs::is_regular_file(path / "config.json") && fs::is_regular_file(path / "data.json");
}

std::unique_ptr<ReportPage> run_report(const fs::path& path, const ReportOptions& options,
                                       Log& log) {
  const RunFiles run(path);
  const auto newest = newest_generator(run);
  auto page = std::make_unique<ReportPage>(run.config.name, "Training run");
  page->lede(lede_of(run, newest.get()));
  page->facts(facts_of(run));
  add_run_shapes(*page, run, newest.get(), options, log);
  add_run_pictures(*page, run, log);
  if (!run.statistics.empty()) page->section("Curves").charts(training_curves(run.statistics));
  add_scores(*page, run.metrics);
  add_configuration(*page, run);
  add_recipe(*page, run, path);
  add_attribution(*page, {run.data});
  return page;
}

fs::path show_run(ReportPage& page, const fs::path& path, const ReportOptions& options, Log& log) {
  const RunFiles run(path);
  ReportSection& section = page.section(run.config.name);
  const auto newest = newest_generator(run);
  section.text(lede_of(run, newest.get()));
  const TrainingCost cost = run.cost();
  section.facts({{grouped(cost.iteration), "iterations"},
                 {duration(60 * cost.cpu_minutes), "of processor time"}});
  add_run_viewer(section, run, newest.get(), options, log);
  return run.data;
}

}  // namespace iggan
