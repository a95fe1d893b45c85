#include "comparison_training.h"

#include <chrono>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/progress.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/render/picture_maker.h>

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
  for (const ComparedRenderer& one : comparison.renderers()) {
    try {
      make_own_pictures(one);
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {  // told by its cell, which needs them
      comparison.keep_failure("train", one, error.what());
    }
  }
}

fs::path ComparisonTraining::own_pictures(const ComparedRenderer& one) const {
  return comparison_.cell("train", one.label) / "pictures";
}

/// What a generator is trained on: its renderer's own pictures, another's, or a folder's.
fs::path ComparisonTraining::pictures_for(const ComparedRenderer& one) const {
  if (stage_.pictures == "own") return own_pictures(one);
  for (const ComparedRenderer& other : comparison_.renderers())
    if (other.label == stage_.pictures) return own_pictures(other);
  return stage_.pictures;
}

void ComparisonTraining::make_own_pictures(const ComparedRenderer& one) const {
  const fs::path folder = own_pictures(one);
  if (fs::exists(folder)) return;
  fs::create_directories(folder.parent_path());
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
}

Json ComparisonTraining::judge(const ComparedRenderer& by, const fs::path& cell,
                               const fs::path& run, const std::string& threshold) const {
  const fs::path metrics = cell / ("metrics-" + by.label + ".jsonl");
  fs::remove(metrics);
  run_own_command(
      own_command({"evaluate", "--run", run.string(), "--pictures", pictures_for(by).string(),
                   "--picture-renderer", by.renderer, "--picture-params", by.params.dump(),
                   "--samples", std::to_string(stage_.samples), "--renders",
                   std::to_string(stage_.renders), "--threshold", threshold, "--out",
                   metrics.string()}),
      cell / "log.txt", lock_);
  return last_line(metrics, "metric", "pictures");
}

void ComparisonTraining::run(const ComparedRenderer& one) const {
  const fs::path cell = comparison_.cell("train", one.label);
  fs::create_directories(cell);
  if (pictures_for(one) == own_pictures(one)) make_own_pictures(one);  // or the reason why not
  CommandLine begin =
      own_command({"train", "--data", pictures_for(one).string(), "--preset", stage_.preset,
                   "--renderer", one.renderer, "--params", one.params.dump(), "--isolate"});
  // Time alone ends it, whatever the preset says of iterations.
  begin.insert(begin.end(), {"--set", "name=" + one.label, "--set", "training.iterations=100000000",
                             "--set", fmt::format("training.minutes={}", stage_.minutes)});
  for (const std::string& setting : stage_.settings) begin.insert(begin.end(), {"--set", setting});
  const fs::path run = [&] {
    const auto start = std::chrono::steady_clock::now();
    ProgressLine progress(one.label + ": training",
                          static_cast<std::uint64_t>(60 * stage_.minutes));
    return train_in_cell(cell, std::move(begin), lock_, [&] {
      const std::chrono::duration<double> now = std::chrono::steady_clock::now() - start;
      progress.update(static_cast<std::uint64_t>(now.count()));
    });
  }();

  Json result = facts_of_training(run);
  result["run"] = ("train" / cell.filename() / "runs" / run.filename()).string();
  result["pictures"] = stage_.pictures;
  result["domain_gap"] = pictures_for(one) != own_pictures(one);
  // The cut that suits its own pictures best, then the same for all judges.
  result["judged"][one.label] = judge(one, cell, run, "auto");
  const double cut = result["judged"][one.label]["threshold"].get<double>();
  result["threshold"] = cut;
  for (const ComparedRenderer& by : comparison_.renderers()) {
    if (by.label == one.label) continue;
    try {
      result["judged"][by.label] = judge(by, cell, run, fmt::format("{}", cut));
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {  // that judge's fault, not the generator's
      result["judged"][by.label] = {{"failed", error.what()}};
    }
  }
  const fs::path shapes = cell / "metrics-shapes.jsonl";
  fs::remove(shapes);
  run_own_command(
      own_command({"evaluate", "--run", run.string(), "--shapes", render_.shapes, "--samples",
                   std::to_string(stage_.samples), "--threshold", fmt::format("{}", cut), "--out",
                   shapes.string(), "--sheet", (cell / "samples.png").string()}),
      cell / "log.txt", lock_);
  for (Json& line : read_json_lines(shapes))
    if (line["samples"] == "generated" && line["references"] == "train")
      result["shapes"] = std::move(line);
  comparison_.keep("train", one, std::move(result));
}

}  // namespace iggan::cli
