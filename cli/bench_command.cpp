#include <cstdio>
#include <memory>
#include <thread>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/data/shape_set.h>
#include <iggan/render/renderer_benchmark.h>

#include "command.h"

namespace iggan::cli {
namespace {

struct BenchArguments {
  std::vector<std::string> renderers;
  std::string shapes, params = "{}", json;
  std::vector<std::string> sizes{"32:64", "64:64", "64:128", "128:256"};
  int count = 64, repeats = 5;
  double seconds = 0.5;
  bool isolate = false;
};

/// "64:128": voxels to pixels.
std::pair<int, int> size_of(const std::string& text) {
  int voxels = 0, pixels = 0;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%d:%d%c", &voxels, &pixels, &rest) != 2 || voxels < 1 ||
      pixels < 1)
    fail<ConfigError>("--sizes {}: expected VOXELS:PIXELS, for example 64:128", text);
  return {voxels, pixels};
}

void bench_renderers(const BenchArguments& arguments) {
  const ShapeSet set = load_shape_set(arguments.shapes);
  if (set.shapes.empty()) fail<DataError>("{} holds no shapes", arguments.shapes);
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  fmt::print("{:<22} {:>11} {:>8} {:>11} {:>9} {:>9} {:>11}\n", "renderer", "voxels", "threads",
             "images/s", "building", "Mrays/s", "of ceiling");
  config::Json rows = config::Json::array();
  for (const std::string& size : arguments.sizes) {
    const auto [voxels, pixels] = size_of(size);
    std::vector<VoxelGrid> shapes;
    for (const Shape& shape : set.shapes) {
      if (static_cast<int>(shapes.size()) == arguments.count) break;
      shapes.push_back(resized(shape.grid, voxels));
    }
    for (const std::string& name : arguments.renderers)
      for (const int threads : {1, cores}) {
        if (interrupted()) throw Interrupted("stopped");
        if (threads != 1 && cores == 1) continue;
        RendererRequest request;
        request.name = name;
        request.params = config::parse_json(arguments.params, "--params");
        request.thread_budget = threads;
        request.isolation.on = arguments.isolate;
        const RendererSpeed speed =
            measure_speed(request, shapes, pixels, arguments.repeats, arguments.seconds);
        const bool told = speed.rays_per_second > 0, ceiling = speed.ceiling_rays_per_second > 0;
        fmt::print("{:<22} {:>4}^3 {:>4}^2 {:>8} {:>11.0f} {:>9} {:>9} {:>11}\n", speed.renderer,
                   voxels, pixels, threads, speed.images_per_second,
                   told ? fmt::format("{:.0f}%", 100 * speed.build_share) : "-",
                   told ? fmt::format("{:.1f}", speed.rays_per_second * 1e-6) : "-",
                   told && ceiling ? fmt::format("{:.0f}%", 100 * speed.rays_per_second /
                                                                speed.ceiling_rays_per_second)
                                   : "-");
        std::fflush(stdout);
        rows.push_back(config::to_json(speed));
      }
  }
  if (arguments.json.empty()) return;
  write_text_atomically(arguments.json, config::Json{{"shapes", arguments.shapes},
                                                     {"params", arguments.params},
                                                     {"isolate", arguments.isolate},
                                                     {"speeds", rows}}
                                                .dump(2) +
                                            "\n");
}

}  // namespace

void add_bench_command(CLI::App& app) {
  auto arguments = std::make_shared<BenchArguments>();
  CLI::App* bench = app.add_subcommand("bench", "measure speed");
  bench->require_subcommand(1);
  CLI::App* command = bench->add_subcommand(
      "renderers", "images per second: batches of 16 different shapes, one light, one sample");
  command->add_option("renderers", arguments->renderers, "names, ids or paths of plugins")
      ->required();
  command->add_option("--shapes", arguments->shapes, "a folder of `iggan dataset shapes`")
      ->required();
  command->add_option("--sizes", arguments->sizes, "VOXELS:PIXELS, edges; shapes are resized")
      ->allow_extra_args(false)
      ->delimiter(',');
  command->add_option("--params", arguments->params, "the renderers' parameters, JSON");
  command->add_option("--count", arguments->count, "shapes to take")->check(CLI::Range(1, 100000));
  command->add_option("--repeats", arguments->repeats, "the median counts")
      ->check(CLI::Range(1, 1000));
  command->add_option("--seconds", arguments->seconds, "of each repeat")
      ->check(CLI::Range(0.001, 3600.0));
  command->add_flag("--isolate", arguments->isolate, "each renderer in a process of its own");
  command->add_option("--json", arguments->json, "also write the figures to this file");
  command->footer("Example:\n  iggan bench renderers raster embree --shapes data/sofas");
  command->callback([arguments] { bench_renderers(*arguments); });
}

}  // namespace iggan::cli
