#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/log.h>
#include <iggan/base/table.h>
#include <iggan/base/terminal.h>
#include <iggan/config/training_config.h>
#include <iggan/data/shape_set.h>
#include <iggan/evaluation/renderer_comparison.h>

#include "cell_training.h"
#include "command.h"
#include "comparison_training.h"
#include "output.h"
#include "own_command.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;
using config::Json;

struct CompareArguments {
  std::vector<std::string> renderers, stages{"render", "proxy"};
  std::string out;
  RenderStage render;
  ProxyStage proxy;
  TrainStage train;
  bool json = false;
  SceneOptions scene;
};

/// Does a piece of work; what goes wrong with it leaves the others.
/// @return whether it was done.
template <class Work, class Failed>
bool attempt(const std::string& name, const Work& work, const Failed& failed) {
  note(name);
  try {
    work();
    return true;
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    note(fmt::format("{} failed: {}", name, error.what()));
    failed(error.what());
    return false;
  }
}

/// One stage: every renderer's cell that is not done.
/// @return the number of cells that failed.
template <class Work>
int run_stage(const RendererComparison& comparison, const std::string& stage, const Work& work) {
  int failed = 0;
  for (const ComparedRenderer& one : comparison.renderers()) {
    const std::string name = stage + " " + one.label;
    if (is_done(comparison.outcome(stage, one)))
      note(name + ": done");
    else
      failed += !attempt(
          name, [&] { work(one); },
          [&](const std::string& reason) { comparison.keep_failure(stage, one, reason); });
  }
  return failed;
}

/// The shapes of every generator through every renderer that has not rendered them.
/// @return the number of failures.
int judge_generators(const RendererComparison& comparison, const ComparisonTraining& training) {
  int failed = 0;
  for (const ComparedRenderer& one : comparison.renderers()) {
    if (!is_done(comparison.outcome("train", one))) continue;
    for (const ComparedRenderer& by : comparison.renderers())
      if (!is_done(comparison.judgement(one, by)))
        failed += !attempt(
            fmt::format("shapes of {} by {}", one.label, by.label),
            [&] { training.judge(one, by); },
            [&](const std::string& reason) {
              comparison.keep_judgement(one, by, {{"failed", reason}});
            });
  }
  return failed;
}

/// Of a stage that trains networks: also what the preset stands for in this version.
template <class Stage>
Json settings_of(const Stage& stage) {
  Json settings = config::to_json(stage);
  settings["config"] = config::to_json(stage.config());
  return settings;
}

std::string number(const Json& json, const char* pointer, const char* format) {
  const Json::json_pointer place(pointer);
  return json.contains(place) && json.at(place).is_number()
             ? fmt::format(fmt::runtime(format), json.at(place).get<double>())
             : "-";
}

void print_renderers(const Json& summary) {
  Table table({"renderer", "images/s", "against itself", "declares", ""});
  for (const auto& [label, cell] : summary["render"].items()) {
    if (cell.contains("failed")) {
      table.add(
          {label, "-", "-", "-", {"failed: " + cell["failed"].get<std::string>(), Paint::red}});
      continue;
    }
    const Json& itself = cell["itself"];
    table.add({label, number(cell, "/images_per_second", "{:.0f}"),
               itself["exact"] == true
                   ? "exact"
                   : fmt::format("to {}", number(itself, "/greatest_difference", "{:.2g}")),
               itself["declared"].get<std::string>(), ""});
  }
  print_lines(table.text(colour_of(Stream::output)));
}

void print_pairs(const Json& summary) {
  if (summary["pairs"].empty()) return;
  Table table({"first", "second", "PSNR", "SSIM", "silhouette IoU", ""});
  for (const Json& pair : summary["pairs"])
    table.add({pair["first"].get<std::string>(),
               pair["second"].get<std::string>(),
               pair["exact"] == true    ? "exact"
               : pair["psnr"].is_null() ? "equal"
                                        : number(pair, "/psnr", "{:.2f}"),
               number(pair, "/ssim", "{:.3f}"),
               number(pair, "/silhouette_iou", "{:.3f}"),
               {pair["diagnosis"].get<std::string>(), Paint::yellow}});
  print_lines("\n" + table.text(colour_of(Stream::output)));
}

/// Rows: what was trained on a renderer. Columns: the renderer that judges it.
void print_cross_table(const Json& summary, const char* stage, const char* title,
                       const char* pointer, const char* format) {
  std::vector<std::string> titles{title};
  for (const Json& one : summary["renderers"]) titles.push_back(one["label"].get<std::string>());
  Table table(titles);
  for (const auto& [label, cell] : summary[stage].items()) {
    std::vector<Cell> row{label};
    const Json judged = cell.value("judged", Json::object());
    for (const Json& one : summary["renderers"]) {
      const Json by = judged.value(one["label"].get<std::string>(), Json::object());
      row.push_back(cell.contains("failed") || by.contains("failed")
                        ? Cell("failed", Paint::red)
                        : Cell(number(by, pointer, format)));
    }
    table.add(row);
  }
  print_lines("\n" + table.text(colour_of(Stream::output)));
}

void print_generators(const Json& summary) {
  Table table({"generator of", "iterations", "IoU", "air IoU", "sources", "largest piece"});
  const auto add = [&table](const std::string& label, const Json& cell, const Json& shapes) {
    const auto score = [&](const char* place, const char* format) {
      return number(shapes, place, format);
    };
    table.add({label, number(cell, "/training/iteration", "{:.0f}"),
               score("/one_yaw/iou", "{:.3f}"), score("/one_yaw/air_iou", "{:.3f}"),
               score("/one_yaw/distinct_sources", "{:.0f}"),
               score("/largest_component", "{:.3f}")});
  };
  for (const auto& [label, cell] : summary["train"].items())
    if (!cell.contains("failed")) add(label, cell, cell.value("shapes", Json()));
  const Json controls = controls_of(summary);
  for (const auto& [name, line] : controls.items()) add(name, Json(), line);
  print_lines("\n" + table.text(colour_of(Stream::output)));
}

void print_summary(const Json& summary) {
  print_renderers(summary);
  print_pairs(summary);
  if (summary.contains("proxy"))
    print_cross_table(summary, "proxy", "PSNR, proxy of", "/psnr", "{:.2f}");
  if (!summary.contains("train")) return;
  print_cross_table(summary, "train", "FD, generator of", "/frechet/value", "{:.2f}");
  print_generators(summary);
}

void check_stages(const std::vector<std::string>& stages) {
  for (const std::string& stage : stages)
    if (stage != "render" && stage != "proxy" && stage != "train")
      fail<ConfigError>("--stages {}: render, proxy and train are known", stage);
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
  const Json proxy_settings = wanted("proxy") ? settings_of(arguments.proxy) : Json();
  const Json train_settings = wanted("train") ? settings_of(arguments.train) : Json();
  const fs::path out = arguments.out;
  fs::create_directories(out);
  const FolderLock lock(out);
  ::setenv("GOMP_SPINCOUNT", "0", 0);  // waiting threads are not to take another's processor
  const RendererComparison comparison(out, render, renderers, make_log());
  std::optional<ComparisonTraining> training;
  if (wanted("train")) training.emplace(comparison, render, arguments.train, lock);
  const auto summarize = [&] { return comparison.summarize(IGGAN_VERSION, command_line()); };

  // The other stages need the answers to the probe.
  int failed =
      run_stage(comparison, "render", [&](const ComparedRenderer& one) { comparison.render(one); });
  summarize();
  if (wanted("proxy")) {
    comparison.begin("proxy", proxy_settings);
    failed += run_stage(comparison, "proxy", [&](const ComparedRenderer& one) {
      comparison.practise(one, arguments.proxy);
      summarize();
    });
  }
  if (training) {
    comparison.begin("train", train_settings);
    failed += run_stage(comparison, "train", [&](const ComparedRenderer& one) {
      training->run(one);
      summarize();
    });
    failed += judge_generators(comparison, *training);
  }
  const Json summary = summarize();
  if (arguments.json)
    print_json(summary);
  else
    print_summary(summary);
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
      "learns each, and what generators learn through each. What is done is skipped.");
  CompareArguments& a = *arguments;
  command
      ->add_option("--renderers", a.renderers,
                   "[LABEL=]RENDERER[{PARAMETERS}], several with commas between: names, ids, paths")
      ->type_name("RENDERER")
      ->required()
      ->allow_extra_args();
  command
      ->add_option("--dataset", a.render.shapes, "Shape set, as `iggan dataset shapes` writes it")
      ->type_name("FOLDER")
      ->required();
  command->add_option("--out", a.out, "Folder of the cells and of comparison.json")
      ->type_name("FOLDER")
      ->required();
  command->add_option("--stages", a.stages, "render, proxy, train")->delimiter(',');
  command->add_option("--shapes", a.render.probe.shapes, "Training shapes that are drawn")
      ->check(CLI::Range(1, 1000000));
  command
      ->add_option("--unseen", a.render.probe.unseen,
                   "Held-out shapes that judge the proxies; where the set has fewer, they come "
                   "again from other views")
      ->check(CLI::Range(0, 1000000));
  command->add_option("--views", a.render.probe.views, "Of each shape")->check(CLI::Range(1, 1000));
  command->add_option("--seed", a.render.probe.seed, "Of shapes and views");
  command->add_option("--threads", a.render.threads, "For a renderer; 0: it chooses")
      ->check(CLI::Range(0, 1024));
  command->add_option("--proxy-iterations", a.proxy.iterations, "Steps of a proxy's practice")
      ->check(CLI::Range(1, 10000000));
  command->add_option("--minutes", a.train.minutes, "Of each training")->check(CLI::PositiveNumber);
  command
      ->add_option("--pictures", a.train.pictures,
                   "own: each trains on pictures of its own renderer; or the label of one "
                   "renderer, or a folder, for all (a domain gap)")
      ->type_name("FOLDER");
  command->add_option("--views-per-shape", a.train.views_per_shape, "Own pictures of each shape")
      ->check(CLI::Range(1, 100000));
  command->add_option("--samples", a.train.samples, "Shapes of each generator")
      ->check(CLI::Range(2, 100000));
  command->add_option("--renders", a.train.renders, "Pictures of them by each renderer")
      ->check(CLI::Range(2, 1000000));
  command->add_option("--preset", a.train.preset, "Of proxies and trainings")
      ->check(CLI::IsMember(preset_names()));
  command->add_option("--set", a.train.settings, "KEY=VALUE over the preset")
      ->type_name("KEY=VALUE");
  add_json_flag(*command, a.json);
  a.scene.add_to(*command, SceneOptions::Renderer::given_elsewhere);
  command->footer(
      "Example:\n"
      "  iggan compare --dataset data/sofas --out out/compare \\\n"
      "    --renderers 'raster,soft=raster{\"normals\":\"smooth\"},embree{\"shadows\":true}'\n"
      "Each renderer runs in a process of its own. `iggan report` makes a page of the folder.");
  command->callback([arguments] {
    arguments->proxy.preset = arguments->train.preset;
    arguments->proxy.settings = arguments->train.settings;
    run_compare(*arguments);
  });
}

}  // namespace iggan::cli
