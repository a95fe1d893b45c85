#include "comparison_training.h"

#include <algorithm>
#include <chrono>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/console/progress.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/features/feature_extractor.h>
#include <iggan/metrics/frechet_distance.h>
#include <iggan/pictures/picture_maker.h>
#include <iggan/training/run_folder.h>

#include "cell_training.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;
using config::Json;

/// The last line of a metric file that is of this kind.
Json last_line(const fs::path& file, const char* key, const char* value) {
  Json found;
  for (Json& line : read_json_lines(file))
    if (line.value(key, "") == value) found = std::move(line);
  if (found.is_null()) fail<Error>("{} holds no line with {} {}", file.string(), key, value);
  return found;
}

}  // namespace

ComparisonTraining::ComparisonTraining(const RendererComparison& comparison,
                                       const RenderStage& render, const TrainStage& stage,
                                       const FolderLock& lock)
    : comparison_(comparison), render_(render), stage_(stage), lock_(lock) {
  const std::size_t width = open_feature_extractor("furniture")->width();
  const auto enough = [width](const char* option, std::size_t pictures) {
    if (pictures < width)
      fail<ConfigError>("{}: {}", option, too_few_pictures(pictures, "pictures", width));
  };
  enough("--renders", static_cast<std::size_t>(stage.renders));
  if (stage.pictures == "own" || comparison.find(stage.pictures))
    enough("--views-per-shape", load_shape_set(render.shapes).of_split(Split::train).size() *
                                    static_cast<std::size_t>(stage.views_per_shape));
  else if (!fs::exists(fs::path(stage.pictures) / "dataset.json"))
    fail<ConfigError>(
        "--pictures {}: neither own, nor the label of a renderer, nor a folder of `iggan dataset "
        "render`",
        stage.pictures);
}

/// Whose pictures a generator is trained on and judged by; null: a folder's.
const ComparedRenderer* ComparisonTraining::maker_of_pictures_for(
    const ComparedRenderer& one) const {
  return stage_.pictures == "own" ? &one : comparison_.find(stage_.pictures);
}

/// Made when they are first needed.
fs::path ComparisonTraining::pictures_for(const ComparedRenderer& one) const {
  const ComparedRenderer* maker = maker_of_pictures_for(one);
  return maker ? own_pictures(*maker) : fs::path(stage_.pictures);
}

fs::path ComparisonTraining::own_pictures(const ComparedRenderer& one) const {
  comparison_.claim("train", one);
  const fs::path folder = comparison_.cell("train", one.label) / "pictures";
  if (fs::exists(folder)) return folder;
  SceneDistribution scene = render_.scene;
  scene.renderer = one.renderer;
  scene.renderer_params = one.params;
  scene.keep_whole_renderer_path();
  PictureMakerOptions options;
  options.views_per_shape = stage_.views_per_shape;
  options.seed = render_.probe.seed;
  options.attribution = fs::path(render_.shapes) / "ATTRIBUTION.txt";
  options.tool_version = IGGAN_VERSION;
  const auto log = make_log();
  const auto renderer = open_renderer(one.request(render_.threads, log));
  make_pictures(load_shape_set(render_.shapes), *renderer, scene, options, folder, *log);
  return folder;
}

/// @return the folder of the run.
fs::path ComparisonTraining::train(const ComparedRenderer& one) const {
  CommandLine begin =
      own_command({"train", "--data", pictures_for(one).string(), "--preset", stage_.preset,
                   "--renderer", one.renderer, "--params", one.params.dump(), "--isolate"});
  // Time alone ends it, whatever the preset says of iterations.
  begin.insert(begin.end(),
               {"--set", "name=" + Json(one.label).dump(), "--set", "training.iterations=100000000",
                "--set", fmt::format("training.minutes={}", stage_.minutes)});
  for (const std::string& setting : stage_.settings) begin.insert(begin.end(), {"--set", setting});
  const auto start = std::chrono::steady_clock::now();
  ProgressLine progress(one.label + ": training", static_cast<std::uint64_t>(60 * stage_.minutes));
  return train_in_cell(comparison_.cell("train", one.label), std::move(begin), lock_, [&] {
    const std::chrono::duration<double> now = std::chrono::steady_clock::now() - start;
    progress.update(static_cast<std::uint64_t>(std::min(now.count(), 60 * stage_.minutes)));
  });
}

Json ComparisonTraining::judgement(const ComparedRenderer& one, const ComparedRenderer& by,
                                   const std::string& threshold) const {
  const fs::path cell = comparison_.cell("train", one.label);
  const auto run = RunFolder::newest(cell / "runs");
  if (!run) fail<DataError>("{} holds no run", (cell / "runs").string());
  const fs::path metrics = cell / ("metrics-" + by.label + ".jsonl");
  fs::remove(metrics);
  run_own_command(
      own_command({"evaluate", "--run", run->path().string(), "--pictures",
                   pictures_for(by).string(), "--picture-renderer", by.renderer, "--picture-params",
                   by.params.dump(), "--samples", std::to_string(stage_.samples), "--renders",
                   std::to_string(stage_.renders), "--threshold", threshold, "--out",
                   metrics.string()}),
      cell / "log.txt", lock_);
  return last_line(metrics, "metric", kPictureMetric);
}

void ComparisonTraining::run(const ComparedRenderer& one) const {
  comparison_.claim("train", one);
  const fs::path cell = comparison_.cell("train", one.label);
  const fs::path run = train(one);
  Json result = facts_of_training(run);
  result["run"] = ("train" / cell.filename() / "runs" / run.filename()).string();
  result["pictures"] = stage_.pictures;
  result["domain_gap"] = maker_of_pictures_for(one) != &one;
  // The cut that suits its own pictures best, then the same for all judges.
  Json own = judgement(one, one, "auto");
  const std::string cut = fmt::format("{}", own["threshold"].get<double>());
  result["threshold"] = own["threshold"];
  comparison_.keep_judgement(one, one, std::move(own));
  const fs::path shapes = cell / "metrics-shapes.jsonl";
  fs::remove(shapes);
  run_own_command(
      own_command({"evaluate", "--run", run.string(), "--shapes", render_.shapes, "--samples",
                   std::to_string(stage_.samples), "--threshold", cut, "--out", shapes.string(),
                   "--sheet", (cell / "samples.png").string()}),
      cell / "log.txt", lock_);
  for (Json& line : read_json_lines(shapes))
    if (line["references"] == "train") {
      const auto samples = line["samples"].get<std::string>();
      (samples == "generated" ? result["shapes"] : result["controls"][samples]) = std::move(line);
    }
  comparison_.keep("train", one, std::move(result));
}

void ComparisonTraining::judge(const ComparedRenderer& one, const ComparedRenderer& by) const {
  const double cut = comparison_.outcome("train", one)["threshold"].get<double>();
  comparison_.keep_judgement(one, by, judgement(one, by, fmt::format("{}", cut)));
}

}  // namespace iggan::cli
