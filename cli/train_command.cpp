#include <cstdio>
#include <memory>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/log.h>
#include <iggan/config/training_config.h>
#include <iggan/data/picture_set.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/training_run.h>

#include "command.h"

namespace iggan::cli {
namespace {

struct TrainArguments {
  std::string data, out = "runs", preset = "sofa-32-cpu", config_file, resume, renderer;
  std::vector<std::string> settings;
  bool dry_run = false, list_options = false;
};

TrainingConfig resolve_config(const TrainArguments& arguments) {
  TrainingConfig config = preset(arguments.preset);
  if (!arguments.config_file.empty())
    config::from_json(config::parse_json(read_text(arguments.config_file), arguments.config_file),
                      config, "");
  for (const auto& setting : arguments.settings) apply_setting(config, setting);
  validate(config);
  return config;
}

std::unique_ptr<Renderer> renderer_of(const SceneDistribution& scene, int threads) {
  return open_renderer({scene.renderer, scene.renderer_params, threads});
}

void run_train(const TrainArguments& arguments) {
  if (arguments.list_options) {
    std::fputs(describe_options(preset(arguments.preset)).c_str(), stdout);
    return;
  }
  const bool resumed = !arguments.resume.empty();
  if (resumed == !arguments.data.empty())
    fail<ConfigError>("give either --data FOLDER for a new run or --resume RUN to go on with one");

  TrainingConfig config =
      resumed ? RunFolder::open(arguments.resume).load_config() : resolve_config(arguments);
  if (resumed) {  // a resumed run may be given more iterations or minutes
    for (const auto& setting : arguments.settings) apply_setting(config, setting);
    validate(config);
  }
  const std::filesystem::path data = resumed ? RunFolder::open(arguments.resume).load_data_path()
                                             : std::filesystem::path(arguments.data);
  PictureSet pictures = load_picture_set(data);
  if (!arguments.renderer.empty()) pictures.scene.renderer = arguments.renderer;
  const auto renderer = renderer_of(pictures.scene, config.training.threads);
  if (arguments.dry_run) {
    std::printf("%s\n", config::to_json(config).dump(2).c_str());
    return;
  }
  const RunFolder run =
      resumed ? RunFolder::open(arguments.resume)
              : RunFolder::create(arguments.out, config.name, pictures.scene.renderer);
  run.save_setup(config, pictures.scene, data);
  const auto log = make_log(run.file("log.txt"));
  log->info("run folder {}", run.path().string());

  const RunEnd end =
      train(config, pictures, *renderer, run, resumed ? RunStart::resumed : RunStart::fresh, *log);

  if (end == RunEnd::interrupted)
    fail<Interrupted>("interrupted; saved. Go on with: iggan train --resume {}",
                      run.path().string());
  std::printf("%s\n", run.path().string().c_str());
}

}  // namespace

void add_train_command(CLI::App& app) {
  auto arguments = std::make_shared<TrainArguments>();
  CLI::App* command =
      app.add_subcommand("train", "Train a generator from pictures alone, through a renderer");
  command->add_option("--data", arguments->data,
                      "Picture set, as `iggan dataset render` writes it");
  command->add_option("--out", arguments->out, "Folder of runs; a new numbered one is made in it");
  command->add_option("--preset", arguments->preset, "Where the options start")
      ->check(CLI::IsMember(preset_names()));
  command->add_option("--config", arguments->config_file, "JSON file over the preset");
  command->add_option("--set", arguments->settings,
                      "KEY=VALUE over both, e.g. training.batch_size=8");
  command->add_option("--renderer", arguments->renderer,
                      "Train through another renderer than the one that made the pictures");
  command->add_option("--resume", arguments->resume, "Go on with this run folder");
  command->add_flag("--dry-run", arguments->dry_run,
                    "Check everything, print the resolved config, and stop");
  command->add_flag("--options", arguments->list_options,
                    "List every option with its default, and stop");
  command->footer(
      "Example:\n  iggan train --data data/sofa-pictures --preset sofa-32-cpu --set "
      "training.minutes=15");
  command->callback([arguments] { run_train(*arguments); });
}

}  // namespace iggan::cli
