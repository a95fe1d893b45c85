#include <memory>
#include <optional>

#include <iggan/base/allocation.h>
#include <iggan/base/error.h>
#include <iggan/base/folder_lock.h>
#include <iggan/config/json_file.h>
#include <iggan/config/training_config.h>
#include <iggan/console/log.h>
#include <iggan/console/status_line.h>
#include <iggan/console/table.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/render/renderer_trust.h>
#include <iggan/training/training_run.h>

#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kMostProfiled = 100;  // iterations: a trace takes up to a megabyte for each

struct TrainArguments {
  std::string data, out = "runs", preset = "sofa-32-cpu", config_file, resume, renderer, params,
                    trace;
  std::vector<std::string> settings;
  int profile = 0;  // iterations; 0: train
  bool dry_run = false, list_options = false, isolate = false, json = false;

  [[nodiscard]] bool leaves_no_run() const { return dry_run || profile > 0; }
};

/// What a new or a resumed run needs.
struct Setup {
  TrainingConfig config;
  std::filesystem::path data;
  PictureSet pictures;
};

Setup new_setup(const TrainArguments& arguments) {
  Setup setup;
  setup.config = preset(arguments.preset);
  if (!arguments.config_file.empty())
    config::from_json(config::read_json(arguments.config_file), setup.config, "");
  for (const auto& setting : arguments.settings) apply_setting(setup.config, setting);
  validate(setup.config);
  setup.data = arguments.data;
  setup.pictures = load_picture_set(setup.data);
  if (setup.pictures.scene.channels == 3 && !setup.config.generator.colour)
    note(
        "the pictures are in RGB, but the shapes will be gray; to learn colours, add --set "
        "generator.colour=true");
  SceneDistribution& scene = setup.pictures.scene;
  use_named_renderer(scene, setup.data / "dataset.json", {"--renderer", arguments.renderer},
                     {"--params", arguments.params});
  return setup;
}

/// A picture set that was moved is recognised by its fingerprint.
void require_same_pictures(const RunFolder& run, const Setup& setup) {
  const auto known = run.load_pictures_sha256();
  if (!known)
    fail<DataError>("--data: no file in {} records which pictures it was trained on",
                    run.path().string());
  if (*known != setup.pictures.sha256)
    fail<DataError>(
        "--data: {} does not hold the pictures that {} was trained on (fingerprint {}, not {}); "
        "for different pictures start a new run",
        setup.data.string(), run.path().string(), setup.pictures.sha256, *known);
}

/// The run's own setup, except for the settings given now: more iterations or minutes, other
/// learning rates.
Setup resumed_setup(const TrainArguments& arguments) {
  const RunFolder run = RunFolder::open(arguments.resume);
  Setup setup;
  setup.config = run.load_config();
  const TrainingConfig before = setup.config;
  for (const auto& setting : arguments.settings) apply_setting(setup.config, setting);
  validate(setup.config);
  const auto same = [](const auto& a, const auto& b) {
    return config::to_json(a) == config::to_json(b);
  };
  if (!same(setup.config.generator, before.generator) || !same(setup.config.proxy, before.proxy) ||
      !same(setup.config.discriminator, before.discriminator) ||
      !same(setup.config.method, before.method) || !same(setup.config.baseline, before.baseline) ||
      setup.config.stages.count != before.stages.count)
    fail<ConfigError>(
        "--resume keeps the method and the networks: method, stages.count and the options of "
        "baseline, generator, discriminator and proxy cannot change");
  setup.data = arguments.data.empty() ? run.load_data_path() : fs::path(arguments.data);
  if (!fs::exists(setup.data))
    fail<DataError>("{} is gone: if the pictures were moved, add --data FOLDER",
                    setup.data.string());
  setup.pictures = load_picture_set(setup.data);
  if (!arguments.data.empty()) require_same_pictures(run, setup);
  const SceneDistribution scene = run.load_scene();
  if (scene.width != setup.pictures.scene.width || scene.height != setup.pictures.scene.height ||
      scene.channels != setup.pictures.scene.channels)
    fail<DataError>(
        "the pictures of {} differ in size or channels from those that {} was trained on",
        setup.data.string(), arguments.resume);
  require_named_by_user(scene.renderer, run.file("data.json"), arguments.renderer, "--renderer");
  if (!arguments.renderer.empty() && !same_renderer(scene.renderer, arguments.renderer))
    fail<ConfigError>("--resume keeps the renderer: {} trains through {}, not through {}",
                      arguments.resume, scene.renderer, arguments.renderer);
  setup.pictures.scene = scene;
  return setup;
}

/// Whether this process writes the run, if there are several.
bool is_first(const std::optional<RankPlace>& place) {
  return !place || place->rank == 0;
}

/// Makes everything that training needs, without writing anything yet.
std::unique_ptr<TrainingRun> made_ready(const TrainArguments& arguments, const Setup& setup,
                                        Renderer& renderer, const std::optional<RankPlace>& place) {
  if (arguments.resume.empty())
    return std::make_unique<TrainingRun>(setup.config, setup.pictures, renderer, place);
  const RunFolder begun = RunFolder::open(arguments.resume);
  const bool logs = !arguments.leaves_no_run() && is_first(place);
  const auto log = make_log(logs ? begun.file("log.txt") : "");
  return std::make_unique<TrainingRun>(setup.config, setup.pictures, renderer, begun, *log, place);
}

config::Json names_of(const std::vector<std::filesystem::path>& files) {
  config::Json names = config::Json::array();
  for (const auto& file : files) names.push_back(file.string());
  return names;
}

std::vector<Cell> row_of(const PartProfile& part) {
  const auto& processor = part.processor_milliseconds;
  const bool counted = part.gflop > 0;
  return {part.part,
          fmt::format("{:.1f}", part.milliseconds),
          processor ? fmt::format("{:.1f}", *processor) : "-",
          fmt::format("{:.1f}%", 100 * part.share),
          counted ? fmt::format("{:.2f}", part.gflop) : "-",
          counted ? fmt::format("{:.1f}", part.gflop_per_second) : "-"};
}

std::string table_of(const StageProfile& stage, double product_gflop_per_second) {
  Table table({"part", "ms", "processor ms", "share", "GFLOP", "GFLOP/s"});
  for (const PartProfile& part : stage.parts) table.add(row_of(part));
  table.add(row_of(stage.iteration));
  if (stage.black_box) table.add(row_of(*stage.black_box));
  table.add({"product of 2048^2", "", "", "", "", fmt::format("{:.1f}", product_gflop_per_second)});
  return table.text(colour_of(Stream::output));
}

void print_profile(const TrainingProfile& profile) {
  for (const StageProfile& stage : profile.stages)
    print_lines(fmt::format(
        "{0}x{0}x{0} voxels, pictures of {1}x{2}, {3}, {4}{5} thread{6}: mean of {7} iteration{8}\n"
        "{9}\n",
        stage.voxels, stage.width, stage.height, profile.precision,
        profile.processes > 1 ? fmt::format("the first of {} processes, ", profile.processes) : "",
        profile.threads, profile.threads == 1 ? "" : "s", profile.iterations,
        profile.iterations == 1 ? "" : "s", table_of(stage, profile.product_gflop_per_second)));
  const StageProfile& last = profile.stages.back();
  if (last.black_box && !last.black_box->processor_milliseconds)
    print_lines(
        "The black box works at the same time as the networks, so the rows above include its "
        "processor time; --set training.prefetch=false separates them.\n");
  if (profile.trace)
    print_lines(fmt::format("{}: open it in chrome://tracing or https://ui.perfetto.dev\n",
                            *profile.trace));
}

void run_profile(const TrainArguments& arguments, TrainingRun& training, bool first) {
  if (!first) (void)StatusLine::of_process().take();  // the first process shows the progress
  const TrainingProfile profile = training.profile(arguments.profile, first ? arguments.trace : "");
  if (!first) return;
  if (arguments.json)
    print_json(config::to_json(profile));
  else
    print_profile(profile);
}

void run_train(const TrainArguments& arguments) {
  if (arguments.list_options) {
    print_lines(describe_options(preset(arguments.preset)));
    return;
  }
  const bool resumed = !arguments.resume.empty();
  if (!resumed && arguments.data.empty())
    fail<ConfigError>("give either --data FOLDER for a new run or --resume RUN to continue one");
  check_memory_limits();
  std::optional<RankPlace> place;
  if (!arguments.dry_run) place = rank_place_from_environment();
  std::optional<FolderLock> lock;  // taken before any file of the run is read
  if (resumed && !arguments.leaves_no_run() && is_first(place))
    lock.emplace(RunFolder::open(arguments.resume).path());

  Setup setup = resumed ? resumed_setup(arguments) : new_setup(arguments);
  if (arguments.isolate) setup.config.training.isolate = true;
  const SceneDistribution& scene = setup.pictures.scene;
  // Processes on one machine share its cores.
  int threads = setup.config.training.threads;
  if (threads == 0 && place) threads = cores_of_rank(place->local_world);
  RendererRequest request{scene.renderer, scene.renderer_params, threads, make_log(), {}};
  request.isolation = {setup.config.training.isolate, setup.config.training.isolate_seconds,
                       static_cast<std::uint64_t>(setup.config.training.isolate_memory_mib)};
  const auto renderer = open_renderer(request);
  const auto training = made_ready(arguments, setup, *renderer, place);
  if (arguments.dry_run) {
    for (const StageCost& cost : training->stage_costs())
      note(fmt::format(
          "an iteration with {0}x{0}x{0} voxels and pictures of {1}x{2} takes {3:.2f} s and "
          "{4:.1f} "
          "GB of memory on this machine",
          cost.voxels, cost.width, cost.height, cost.seconds, double(cost.peak_bytes) / 1e9));
    print_json(config::to_json(setup.config));
    return;
  }
  if (arguments.profile > 0) {
    run_profile(arguments, *training, is_first(place));
    return;
  }
  if (!is_first(place)) {
    (void)StatusLine::of_process().take();  // the first process shows the progress
    const auto silent = make_log();
    silent->set_level(spdlog::level::err);
    if (training->follow(*silent) == RunEnd::interrupted)
      fail<Interrupted>("interrupted, together with the first process");
    return;
  }
  const RunFolder run = resumed
                            ? RunFolder::open(arguments.resume)
                            : RunFolder::create(arguments.out, setup.config.name, scene.renderer);
  if (!lock) lock.emplace(run.path());
  run.save_setup(setup.config, scene, setup.data, setup.pictures.sha256);
  const auto log = make_log(run.file("log.txt"));
  log->info("run folder {}", run.path().string());

  const RunEnd end = training->train(run, *lock, *log);

  if (end == RunEnd::interrupted)
    fail<Interrupted>("interrupted; saved. Resume with: {}", run.resume_command());
  if (arguments.json)
    print_json({{"run", run.path().string()},
                {"end", end == RunEnd::finished ? "finished" : "out of time"},
                {"checkpoints", names_of(run.checkpoints())}});
  else
    print_lines(run.path().string() + "\n");
}

}  // namespace

void add_train_command(CLI::App& app) {
  auto arguments = std::make_shared<TrainArguments>();
  CLI::App* command =
      app.add_subcommand("train", "Train a generator from pictures alone, through a renderer.");
  command
      ->add_option("--data", arguments->data,
                   "Picture set, from `iggan dataset render` or `iggan dataset images`; with "
                   "--resume: where the run's pictures are now")
      ->type_name("FOLDER");
  auto* out = command
                  ->add_option("--out", arguments->out,
                               "Folder for runs; a new numbered run is created in it")
                  ->type_name("FOLDER");
  auto* preset =
      command->add_option("--preset", arguments->preset, "Preset that the options start from")
          ->check(CLI::IsMember(preset_names()));
  auto* config = command
                     ->add_option("--config", arguments->config_file,
                                  "JSON file of options that override the preset")
                     ->type_name("FILE");
  command
      ->add_option("--set", arguments->settings,
                   "Set one option, overriding the preset and --config, e.g. training.batch_size=8")
      ->type_name("KEY=VALUE");
  auto* renderer =
      command
          ->add_option("--renderer", arguments->renderer,
                       "Renderer to train through; default: the one that made the pictures. If the "
                       "pictures or the run name their renderer by a path, repeat that path here")
          ->type_name("RENDERER");
  auto* params = command
                     ->add_option("--params", arguments->params,
                                  "Parameters of the renderer; default: those of the pictures for "
                                  "their own renderer, {} for another")
                     ->needs(renderer)
                     ->type_name("JSON");
  auto* resume = command->add_option("--resume", arguments->resume, "Run folder to resume")
                     ->type_name("FOLDER");
  for (auto* other : {out, preset, config, params}) resume->excludes(other);
  command->add_flag("--isolate", arguments->isolate,
                    "Run the renderer in its own process, so that its faults do not end the run");
  auto* dry_run = command->add_flag("--dry-run", arguments->dry_run,
                                    "Build everything that training needs, measure an iteration of "
                                    "each stage, print the resolved configuration and exit");
  auto* profile =
      command
          ->add_option("--profile", arguments->profile,
                       "Time the parts of N iterations of each stage, print the times and exit")
          ->check(between(1, kMostProfiled))
          ->default_str("")
          ->type_name("N");
  for (auto* other : {out, dry_run}) profile->excludes(other);
  command
      ->add_option("--trace", arguments->trace,
                   "With --profile: file for a trace of all LibTorch calls in these iterations, "
                   "for a browser's trace viewer")
      ->needs(profile)
      ->type_name("FILE");
  command->add_flag("--options", arguments->list_options,
                    "List every option with its default and exit");
  add_json_flag(*command, arguments->json);
  command->footer(
      "Example:\n  iggan train --data data/sofa-pictures --preset sofa-32-cpu --set "
      "training.minutes=15");
  command->callback([arguments] { run_train(*arguments); });
}

}  // namespace iggan::cli
