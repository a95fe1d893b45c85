#include <iggan/experiments/experiment_cell.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/training_config.h>
#include <iggan/data/shape_set.h>
#include <iggan/experiments/cell_training.h>
#include <iggan/experiments/experiment_table.h>
#include <iggan/metrics/frechet_distance.h>
#include <iggan/models/voxels.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/render/renderer_trust.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;

using Waiting = std::function<void(const std::string& stage)>;

std::function<void()> waiting_for(const Waiting& waiting, const char* stage) {
  if (!waiting) return {};
  return [&waiting, stage] { waiting(stage); };
}

RunFolder train(const fs::path& folder, const ExperimentSettings& settings, const FolderLock& lock,
                const Waiting& waiting) {
  CommandLine words =
      own_command({"train", "--data", settings.pictures, "--preset", settings.preset});
  for (const std::string& setting : settings.overrides())
    words.insert(words.end(), {"--set", setting});
  return train_in_cell(folder, std::move(words), lock, waiting_for(waiting, "training"));
}

MetricLines measure(const fs::path& folder, const ExperimentSettings& settings,
                    const RunFolder& run, const FolderLock& lock, const Waiting& waiting) {
  const fs::path metrics = folder / "metrics.jsonl";
  fs::remove(metrics);
  const std::string samples = std::to_string(settings.samples);
  CommandLine words = own_command(
      {"evaluate", "--run", run.path().string(), "--shapes", settings.shapes, "--pictures",
       settings.judging_pictures(), "--samples", samples, "--renders",
       std::to_string(settings.renders), "--controls", samples, "--threshold", settings.threshold,
       "--out", metrics.string(), "--sheet", (folder / "samples.png").string()});
  if (settings.mirror) words.emplace_back("--mirror");
  run_own_command(words, folder / "log.txt", lock, waiting_for(waiting, "measuring"));
  MetricLines scores;
  scores.add_file(metrics);
  return scores;
}

}  // namespace

void check_cell(const ExperimentCell& cell, std::size_t features) {
  const auto refuse = [&](const std::string& why) {
    fail<ConfigError>("cell {}: {}", cell.name, why);
  };
  const ExperimentSettings& settings = cell.settings;
  TrainingConfig config;
  try {
    config = resolve_config(settings.preset, settings.overrides());
  } catch (const ConfigError& error) {
    refuse(error.what());
  }
  const auto renders = static_cast<std::size_t>(settings.renders);  // 0: as many as the set has
  if (renders > 0 && renders < features) refuse(too_few_pictures(renders, "renders", features));
  for (const std::string& set : {settings.pictures, settings.judging_pictures()})
    if (!fs::exists(fs::path(set) / "dataset.json"))
      refuse("there is no picture set " + set + ": iggan dataset render makes one");
  for (const std::string& set : {settings.pictures, settings.judging_pictures()}) {
    try {
      require_named_by_user(load_picture_manifest(set).scene.renderer,
                            fs::path(set) / "dataset.json", "", "");
    } catch (const PluginError& error) {
      refuse(error.what());
    }
  }
  const auto pictures =
      static_cast<std::size_t>(load_picture_manifest(settings.judging_pictures()).count);
  if (pictures < features) refuse(too_few_pictures(pictures, "pictures", features));
  try {
    (void)voxel_channels(config, load_picture_manifest(settings.pictures).scene);
  } catch (const DataError& error) {
    refuse(error.what());
  }
  if (!fs::exists(fs::path(settings.shapes) / "manifest.json"))
    refuse("there is no shape set " + settings.shapes + ": iggan dataset shapes makes one");
  const ShapeSetSummary set = summarize_shape_set(settings.shapes);
  if (set.training_shapes == 0) refuse(settings.shapes + " has no shape in the split 'train'");
  if (set.resolution != config.generator.resolution)
    refuse(fmt::format("{} has {}^3 voxels, but the generator has {}^3", settings.shapes,
                       set.resolution, config.generator.resolution));
}

ExperimentOutcome run_cell(const fs::path& out, const ExperimentCell& cell,
                           const Waiting& waiting) {
  const ExperimentFolder folder = folder_of(out, cell);
  return folder.run([&](const FolderLock& lock) {
    folder.begin(has_training(folder.path()));
    const RunFolder run = train(folder.path(), cell.settings, lock, waiting);
    ExperimentResult result;
    describe_training(result, run);
    result.scores = measure(folder.path(), cell.settings, run, lock, waiting);
    return result;
  });
}

std::vector<ExperimentOutcome> outcomes_so_far(const fs::path& out, const Experiment& experiment) {
  std::vector<ExperimentOutcome> outcomes;
  for (const ExperimentCell& cell : experiment.cells) {
    const ExperimentFolder folder = folder_of(out, cell);
    try {
      if (auto outcome = folder.outcome()) outcomes.push_back(std::move(*outcome));
    } catch (const Error& error) {
      outcomes.push_back({folder.identity(), error.what(), {}});
    }
  }
  return outcomes;
}

void write_tables(const fs::path& out, const Experiment& experiment,
                  const std::vector<ExperimentOutcome>& outcomes) {
  const ResultTable table = tabulate(experiment.axes, outcomes);
  write_text_atomically(out / "table.md", experiment.about + "\n\n" + to_markdown(table));
  write_text_atomically(out / "table.csv", to_csv(table));
  write_outcomes(out / "table.json", outcomes);
}

}  // namespace iggan
