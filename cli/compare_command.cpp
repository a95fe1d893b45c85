#include <algorithm>
#include <memory>
#include <optional>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/training_config.h>
#include <iggan/console/log.h>
#include <iggan/console/terminal.h>
#include <iggan/data/shape_set.h>
#include <iggan/experiments/comparison_tables.h>
#include <iggan/experiments/comparison_training.h>

#include "attempt.h"
#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

struct CompareArguments {
  std::vector<std::string> renderers, stages{"render", "proxy"};
  std::string out;
  RenderStage render;
  ProxyStage proxy;
  TrainStage train;
  bool json = false;
  SceneOptions scene;
};

/// Runs one stage for every renderer whose cell is not done.
/// @param folder_of  returns the folder of a renderer's cell.
/// @return the number of cells that failed.
template <class FolderOf, class Work>
int run_stage(const RendererComparison& comparison, const std::string& stage,
              const FolderOf& folder_of, const Work& work) {
  int failed = 0;
  for (const RendererIdentity& one : comparison.renderers()) {
    const std::string name = stage + " " + one.label;
    const bool done = folder_of(one).is_done();
    note(done ? name + ": done" : name);
    failed += !done && !attempt(name, [&] { return work(one); });
  }
  return failed;
}

/// Renders the shapes of every generator with every renderer that has not rendered them yet.
/// @return the number of failures.
int judge_generators(const RendererComparison& comparison, const ComparisonTraining& training) {
  int failed = 0;
  for (const RendererIdentity& one : comparison.renderers()) {
    if (!comparison.train_folder(one).is_done()) continue;
    for (const RendererIdentity& by : comparison.renderers()) {
      const auto known = comparison.judgement(one, by);
      if (known && known->is_done()) continue;
      const std::string name = fmt::format("shapes of {} by {}", one.label, by.label);
      note(name);
      failed += !attempt(name, [&] { return training.judge(one, by); });
    }
  }
  return failed;
}

void print_comparison(const Comparison& comparison) {
  const Colour colour = colour_of(Stream::output);
  const auto print = [&](const std::string& heading, const ResultTable& table) {
    if (!table.rows.empty()) print_lines("\n" + heading + terminal_text(table, colour));
  };
  print("", renderer_table(comparison));
  print("", pair_table(comparison));
  if (comparison.proxy) {
    const ResultTable proxies = proxy_table(comparison, &ProxyFidelity::psnr,
                                            "PSNR of the proxy of (row) against (column)", 2);
    print(proxies.caption + "\n", proxies);
  }
  if (comparison.train) {
    const ResultTable frechet = frechet_table(comparison);
    print(frechet.caption + "\n", frechet);
    print("", generator_table(comparison));
  }
  for (const std::string& reason : reasons_of_failures(comparison)) print_lines(reason + "\n");
}

void check_stages(const std::vector<std::string>& stages) {
  for (const std::string& stage : stages)
    if (stage != "render" && stage != "proxy" && stage != "train")
      fail<ConfigError>("--stages {}: the stages are render, proxy and train", stage);
}

void run_compare(const CompareArguments& arguments) {
  check_stages(arguments.stages);
  const auto wanted = [&](const char* stage) {
    return std::find(arguments.stages.begin(), arguments.stages.end(), stage) !=
           arguments.stages.end();
  };
  RenderStage render = arguments.render;
  render.shapes = whole_path(render.shapes).string();
  render.scene = arguments.scene.resolve();
  render.scene.renderer.clear();
  render.shapes_sha256 = summarize_shape_set(render.shapes).sha256;
  const auto renderers = read_compared_renderers(arguments.renderers);
  std::optional<ResolvedStage<ProxyStage>> proxy;
  std::optional<ResolvedStage<TrainStage>> train;
  if (wanted("proxy")) proxy = ResolvedStage<ProxyStage>::of(arguments.proxy);
  if (wanted("train")) train = ResolvedStage<TrainStage>::of(arguments.train);
  RendererComparison comparison(arguments.out, render, renderers, make_log());
  std::optional<ComparisonTraining> training;
  if (train) training.emplace(comparison, *train);
  const auto summarize = [&] { return comparison.summarize(IGGAN_VERSION, command_line()); };

  // The other stages need the probe's results.
  int failed = run_stage(
      comparison, "render",
      [&](const RendererIdentity& one) { return comparison.render_folder(one); },
      [&](const RendererIdentity& one) { return comparison.render(one); });
  summarize();
  if (proxy) {
    comparison.begin(*proxy);
    failed += run_stage(
        comparison, "proxy",
        [&](const RendererIdentity& one) { return comparison.proxy_folder(one); },
        [&](const RendererIdentity& one) {
          auto cell = comparison.practise(one, *proxy);
          summarize();
          return cell;
        });
  }
  if (train) {
    comparison.begin(*train);
    failed += run_stage(
        comparison, "train",
        [&](const RendererIdentity& one) { return comparison.train_folder(one); },
        [&](const RendererIdentity& one) {
          auto cell = training->run(one);
          summarize();
          return cell;
        });
    failed += judge_generators(comparison, *training);
  }
  const Comparison summary = summarize();
  if (arguments.json)
    print_json(config::to_json(summary));
  else
    print_comparison(summary);
  if (failed > 0)
    fail<Error>("{} cell{} failed; the same command tries {} again", failed, failed == 1 ? "" : "s",
                failed == 1 ? "it" : "them");
}

}  // namespace

void add_compare_command(CLI::App& app) {
  auto arguments = std::make_shared<CompareArguments>();
  auto* command = app.add_subcommand(
      "compare",
      "Compare renderers on the same shapes, views and light: their pictures, how well a proxy\n"
      "learns each, and what generators learn through each. Finished work is skipped.");
  CompareArguments& a = *arguments;
  command
      ->add_option("--renderers", a.renderers,
                   "[LABEL=]RENDERER[{PARAMETERS}], several separated by commas: names, ids, or "
                   "paths of plugins or programs")
      ->type_name("RENDERER")
      ->required()
      ->allow_extra_args();
  command->add_option("--dataset", a.render.shapes, "Shape set, from `iggan dataset shapes`")
      ->type_name("FOLDER")
      ->required();
  command->add_option("--out", a.out, "Folder for the cells and comparison.json")
      ->type_name("FOLDER")
      ->required();
  command->add_option("--stages", a.stages, "render, proxy, train")->delimiter(',');
  command->add_option("--shapes", a.render.probe.shapes, "Number of training shapes to render")
      ->check(CLI::Range(1, 1000000));
  command
      ->add_option("--unseen", a.render.probe.unseen,
                   "Number of held-out shapes to test the proxies on; if the set has fewer, they "
                   "are reused with other views")
      ->check(CLI::Range(0, 1000000));
  command->add_option("--views", a.render.probe.views, "Views of each shape")
      ->check(CLI::Range(1, 1000));
  command->add_option("--seed", a.render.probe.seed, "Seed of shapes and views");
  command
      ->add_option("--threads", a.render.threads,
                   "Threads of each renderer; 0: the renderer decides (iggan's own use every core)")
      ->check(CLI::Range(0, 1024));
  command->add_flag("--isolate",
                    "Accepted, but always on here: each renderer runs in its own process");
  command->add_option("--proxy-iterations", a.proxy.iterations, "Training steps of a proxy")
      ->check(CLI::Range(1, 10000000));
  command->add_option("--minutes", a.train.minutes, "Minutes of each training run")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--pictures", a.train.pictures,
                   "own: each run trains on pictures by its own renderer; or the label of one "
                   "renderer, or a picture set, for all runs (a domain gap)")
      ->type_name("FOLDER");
  command
      ->add_option("--views-per-shape", a.train.views_per_shape, "Training pictures of each shape")
      ->check(CLI::Range(1, 100000));
  command
      ->add_option("--samples", a.train.samples, "Number of shapes to generate with each generator")
      ->check(CLI::Range(2, 100000));
  command->add_option("--renders", a.train.renders, "Pictures of those shapes by each renderer")
      ->check(CLI::Range(2, 1000000));
  command->add_option("--preset", a.train.preset, "Preset for training proxies and generators")
      ->check(CLI::IsMember(preset_names()));
  command->add_option("--set", a.train.settings, "Set one option, overriding the preset")
      ->type_name("KEY=VALUE");
  add_json_flag(*command, a.json);
  a.scene.add_to(*command, SceneOptions::Renderer::given_elsewhere);
  command->footer(
      "Example:\n"
      "  iggan compare --dataset data/sofas --out out/compare \\\n"
      "    --renderers 'raster,soft=raster{\"normals\":\"smooth\"},embree{\"shadows\":true}'\n"
      "Each renderer runs in its own process. `iggan report` makes a page from the folder.");
  command->callback([arguments] {
    arguments->proxy.preset = arguments->train.preset;
    arguments->proxy.settings = arguments->train.settings;
    run_compare(*arguments);
  });
}

}  // namespace iggan::cli
