#include <iggan/experiments/comparison_training.h>

#include <algorithm>
#include <chrono>

#include <iggan/base/error.h>
#include <iggan/base/error_message.h>
#include <iggan/console/progress.h>
#include <iggan/data/shape_set.h>
#include <iggan/experiments/cell_training.h>
#include <iggan/features/feature_extractor.h>
#include <iggan/metrics/frechet_distance.h>
#include <iggan/pictures/picture_maker.h>

namespace iggan {

namespace fs = std::filesystem;

ComparisonTraining::ComparisonTraining(const RendererComparison& comparison,
                                       const TrainStage& stage)
    : comparison_(comparison), stage_(stage) {
  const std::size_t width = open_feature_extractor("furniture")->width();
  const auto enough = [width](const char* option, std::size_t pictures) {
    if (pictures < width)
      fail<ConfigError>("{}: {}", option, too_few_pictures(pictures, "pictures", width));
  };
  enough("--renders", static_cast<std::size_t>(stage.renders));
  if (stage.pictures == "own" || comparison.find(stage.pictures))
    enough("--views-per-shape",
           load_shape_set(comparison.stage().shapes).of_split(Split::train).size() *
               static_cast<std::size_t>(stage.views_per_shape));
  else if (!fs::exists(fs::path(stage.pictures) / "dataset.json"))
    fail<ConfigError>(
        "--pictures {}: neither own, nor the label of a renderer, nor a folder of `iggan dataset "
        "render`",
        stage.pictures);
}

/// The renderer whose pictures a generator is trained on and judged by; null if they come from a
/// folder.
const RendererIdentity* ComparisonTraining::maker_of_pictures_for(
    const RendererIdentity& one) const {
  return stage_.pictures == "own" ? &one : comparison_.find(stage_.pictures);
}

/// The folder of the pictures that a generator is trained on and judged by; makes them when they
/// are first needed.
/// @param at_work  the renderer whose cell this process has locked.
fs::path ComparisonTraining::pictures_for(const RendererIdentity& one,
                                          const RendererIdentity& at_work) const {
  const RendererIdentity* maker = maker_of_pictures_for(one);
  if (!maker) return stage_.pictures;
  if (maker->label == at_work.label) return own_pictures(*maker);
  const TrainFolder cell = comparison_.train_folder(*maker);
  fs::create_directories(cell.path());
  const FolderLock lock(cell.path());
  return own_pictures(*maker);
}

fs::path ComparisonTraining::own_pictures(const RendererIdentity& one) const {
  const TrainFolder cell = comparison_.train_folder(one);
  const fs::path folder = cell.path() / "pictures";
  const bool made = fs::exists(folder);
  comparison_.require_opened(one);
  cell.begin(made || has_training(cell.path()));
  if (made) return folder;
  const RenderStage& render = comparison_.stage();
  SceneDistribution scene = render.scene;
  scene.renderer = one.renderer;
  scene.renderer_params = one.params;
  scene.keep_whole_renderer_path();
  PictureMakerOptions options;
  options.views_per_shape = stage_.views_per_shape;
  options.seed = render.probe.seed;
  options.attribution = fs::path(render.shapes) / "ATTRIBUTION.txt";
  options.tool_version = IGGAN_VERSION;
  const auto renderer = comparison_.open(one, render.threads);
  make_pictures(load_shape_set(render.shapes), *renderer, scene, options, folder);
  return folder;
}

RunFolder ComparisonTraining::train(const RendererIdentity& one, const FolderLock& lock) const {
  CommandLine begin =
      own_command({"train", "--data", pictures_for(one, one).string(), "--preset", stage_.preset,
                   "--renderer", one.renderer, "--params", one.params.dump(), "--isolate"});
  // Only the time limit ends the run, whatever the preset says about iterations.
  begin.insert(begin.end(), {"--set", "name=" + config::Json(one.label).dump(), "--set",
                             "training.iterations=100000000", "--set",
                             fmt::format("training.minutes={}", stage_.minutes)});
  for (const std::string& setting : stage_.settings) begin.insert(begin.end(), {"--set", setting});
  const auto start = std::chrono::steady_clock::now();
  ProgressLine progress(one.label + ": training", static_cast<std::uint64_t>(60 * stage_.minutes));
  return train_in_cell(comparison_.train_folder(one).path(), std::move(begin), lock, [&] {
    const std::chrono::duration<double> now = std::chrono::steady_clock::now() - start;
    progress.update(static_cast<std::uint64_t>(std::min(now.count(), 60 * stage_.minutes)));
  });
}

PictureLine ComparisonTraining::picture_scores(const RendererIdentity& one,
                                               const RendererIdentity& by,
                                               const std::string& threshold,
                                               const FolderLock& lock) const {
  const fs::path cell = comparison_.train_folder(one).path();
  const auto run = RunFolder::newest(cell / "runs");
  if (!run) fail<DataError>("{} holds no run", (cell / "runs").string());
  const fs::path file = cell / ("metrics-" + by.label + ".jsonl");
  fs::remove(file);
  run_own_command(
      own_command({"evaluate", "--run", run->path().string(), "--pictures",
                   pictures_for(by, one).string(), "--picture-renderer", by.renderer,
                   "--picture-params", by.params.dump(), "--samples",
                   std::to_string(stage_.samples), "--renders", std::to_string(stage_.renders),
                   "--threshold", threshold, "--out", file.string()}),
      cell / "log.txt", lock);
  MetricLines lines;
  lines.add_file(file);
  const PictureLine* scores = lines.newest_pictures();
  if (!scores) fail<Error>("{} holds no scores of pictures", file.string());
  return *scores;
}

void ComparisonTraining::measure_shapes(TrainResult& result, const RendererIdentity& one,
                                        const RunFolder& run, const FolderLock& lock) const {
  const fs::path cell = comparison_.train_folder(one).path();
  const fs::path file = cell / "metrics-shapes.jsonl";
  fs::remove(file);
  run_own_command(
      own_command({"evaluate", "--run", run.path().string(), "--shapes", comparison_.stage().shapes,
                   "--samples", std::to_string(stage_.samples), "--threshold",
                   fmt::format("{}", result.threshold), "--out", file.string(), "--sheet",
                   (cell / "samples.png").string()}),
      cell / "log.txt", lock);
  MetricLines lines;
  lines.add_file(file);
  for (const ShapeLine& line : lines.shapes) {
    if (line.references != kTrain) continue;
    if (line.is_of_generator())
      result.shapes = line;
    else
      result.controls.emplace_back(line.samples, line);
  }
}

TrainCell ComparisonTraining::run(const RendererIdentity& one) const {
  const TrainFolder cell = comparison_.train_folder(one);
  return cell.run([&](const FolderLock& lock) {
    comparison_.require_opened(one);  // first: begin() records which build it is
    cell.begin(has_training(cell.path()) || fs::exists(cell.path() / "pictures"));
    const RunFolder run = train(one, lock);
    TrainResult result;
    describe_training(result, run);
    result.run = ("train" / cell.path().filename() / "runs" / run.path().filename()).string();
    result.pictures = stage_.pictures;
    result.domain_gap = maker_of_pictures_for(one) != &one;
    // The threshold that suits the renderer's own pictures best; all judges use the same threshold.
    const PictureLine own = picture_scores(one, one, "auto", lock);
    result.threshold = own.origin.threshold.value_or(kUnknown);
    comparison_.keep_judgement(one, {std::nullopt, own, one});
    measure_shapes(result, one, run, lock);
    return result;
  });
}

RendererJudgement ComparisonTraining::judge(const RendererIdentity& one,
                                            const RendererIdentity& by) const {
  const TrainFolder cell = comparison_.train_folder(one);
  const FolderLock lock(cell.path());
  RendererJudgement judgement{std::nullopt, {}, by};
  try {
    comparison_.require_opened(by);
    const auto outcome = cell.outcome();
    if (!outcome || !outcome->is_done()) fail<DataError>("{} is not done", cell.path().string());
    judgement.scores = picture_scores(one, by, fmt::format("{}", outcome->result.threshold), lock);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    judgement.failed = message_of(error);
  }
  comparison_.keep_judgement(one, judgement);
  return judgement;
}

}  // namespace iggan
