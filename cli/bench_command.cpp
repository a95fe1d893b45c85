#include <cstdio>
#include <memory>
#include <thread>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/json_file.h>
#include <iggan/console/progress.h>
#include <iggan/console/table.h>
#include <iggan/data/shape_set.h>
#include <iggan/render/renderer_benchmark.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

struct BenchArguments {
  std::vector<std::string> renderers;
  std::string shapes, params = "{}", out;
  std::vector<std::string> sizes{"32:64", "64:64", "64:128", "128:256"};
  int count = 64, repeats = 5;
  double seconds = 0.5;
  bool isolate = false, json = false;
};

/// Parses "64:128": voxels and pixels along an edge.
std::pair<int, int> size_of(const std::string& text) {
  int voxels = 0, pixels = 0;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%d:%d%c", &voxels, &pixels, &rest) != 2 || voxels < 1 ||
      pixels < 1)
    fail<ConfigError>("--sizes {}: expected VOXELS:PIXELS, for example 64:128", text);
  return {voxels, pixels};
}

std::string percent(double share) {
  return fmt::format("{:.0f}%", 100 * share);
}

std::vector<Cell> row_of(const RendererSpeed& speed) {
  const bool known = speed.rays_per_second > 0, ceiling = speed.ceiling_rays_per_second > 0;
  return {speed.renderer,
          fmt::format("{}^3", speed.voxels),
          fmt::format("{}^2", speed.pixels),
          std::to_string(speed.threads),
          fmt::format("{:.0f}", speed.images_per_second),
          known ? percent(speed.build_share) : "-",
          known ? fmt::format("{:.1f}", speed.rays_per_second * 1e-6) : "-",
          known && ceiling ? percent(speed.rays_per_second / speed.ceiling_rays_per_second) : "-"};
}

/// One measurement: of a renderer, at one size, with one number of threads.
struct Trial {
  std::string renderer;
  int voxels = 0, pixels = 0, threads = 1;
};

std::vector<Trial> trials_of(const BenchArguments& arguments) {
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  std::vector<Trial> trials;
  for (const std::string& size : arguments.sizes) {
    const auto [voxels, pixels] = size_of(size);
    for (const std::string& name : arguments.renderers) {
      trials.push_back({name, voxels, pixels, 1});
      if (cores > 1) trials.push_back({name, voxels, pixels, cores});
    }
  }
  return trials;
}

std::vector<VoxelGrid> shapes_of(const ShapeSet& set, int voxels, int count) {
  std::vector<VoxelGrid> shapes;
  for (const Shape& shape : set.shapes) {
    if (static_cast<int>(shapes.size()) == count) break;
    shapes.push_back(resized(shape.grid, voxels));
  }
  return shapes;
}

void bench_renderers(const BenchArguments& arguments) {
  const std::vector<Trial> trials = trials_of(arguments);
  const ShapeSet set = load_shape_set(arguments.shapes);
  if (set.shapes.empty()) fail<DataError>("{} holds no shapes", arguments.shapes);
  const config::Json params = config::parse_json(arguments.params, "--params");
  const Colour colour = colour_of(Stream::output);
  Table table(
      {"renderer", "voxels", "pixels", "threads", "images/s", "building", "Mrays/s", "of ceiling"});
  table.make_room_for({"org.iggan.renderer", "128^3", "256^2", "1", "100000", "100%"});
  config::Json rows = config::Json::array();
  std::vector<VoxelGrid> shapes;
  ProgressLine progress("measurements", trials.size());
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (interrupted()) throw Interrupted("stopped");
    const Trial& trial = trials[i];
    progress.update(i, fmt::format("{} {}:{}", trial.renderer, trial.voxels, trial.pixels));
    if (i == 0 || trial.voxels != trials[i - 1].voxels)
      shapes = shapes_of(set, trial.voxels, arguments.count);
    RendererRequest request;
    request.name = trial.renderer;
    request.params = params;
    request.thread_budget = trial.threads;
    request.isolation.on = arguments.isolate;
    const RendererSpeed speed =
        measure_speed(request, shapes, trial.pixels, arguments.repeats, arguments.seconds);
    table.add(row_of(speed));
    rows.push_back(config::to_json(speed));
    if (arguments.json) continue;
    if (i == 0) print_lines(table.heading(colour));
    print_lines(table.last_row(colour));
  }
  const config::Json document{{"shapes", arguments.shapes},
                              {"params", arguments.params},
                              {"isolate", arguments.isolate},
                              {"speeds", rows}};
  if (arguments.json) print_json(document);
  if (!arguments.out.empty()) config::write_json(arguments.out, document);
}

}  // namespace

void add_bench_command(CLI::App& app) {
  auto arguments = std::make_shared<BenchArguments>();
  CLI::App* bench = app.add_subcommand("bench", "Measure speed.");
  bench->require_subcommand(1);
  CLI::App* command = bench->add_subcommand("renderers",
                                            "Measure images per second, in batches of 16 different "
                                            "shapes with one light and one sample per pixel.");
  command
      ->add_option("renderers", arguments->renderers, "Names, ids or paths of plugins or programs")
      ->required()
      ->type_name("RENDERER");
  command->add_option("--shapes", arguments->shapes, "Shape set, from `iggan dataset shapes`")
      ->required()
      ->type_name("FOLDER");
  command
      ->add_option("--sizes", arguments->sizes, "VOXELS:PIXELS along an edge; shapes are resized")
      ->allow_extra_args(false)
      ->delimiter(',');
  command->add_option("--params", arguments->params, "The renderers' parameters")
      ->type_name("JSON");
  command->add_option("--count", arguments->count, "Shapes to render")
      ->check(CLI::Range(1, 100000));
  command->add_option("--repeats", arguments->repeats, "Repeats; the median is shown")
      ->check(CLI::Range(1, 1000));
  command->add_option("--seconds", arguments->seconds, "Seconds per repeat")
      ->check(between(0.001, 3600));
  command->add_flag("--isolate", arguments->isolate, "Run each renderer in its own process");
  command->add_option("--out", arguments->out, "Also write the results to this JSON file")
      ->type_name("FILE");
  add_json_flag(*command, arguments->json);
  command->footer("Example:\n  iggan bench renderers raster embree --shapes data/sofas");
  command->callback([arguments] { bench_renderers(*arguments); });
}

}  // namespace iggan::cli
