#include <memory>

#include <iggan/console/log.h>
#include <iggan/pictures/picture_maker.h>
#include <iggan/render/plugin_registry.h>

#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

struct DatasetRenderOptions {
  std::string shapes, out;
  std::string split = "train";
  int views_per_shape = 10;
  std::uint64_t seed = 0;
  int threads = 0;
  bool isolate = false, json = false;
  SceneOptions scene;
};

void dataset_render(const DatasetRenderOptions& options) {
  PictureMakerOptions making;
  making.views_per_shape = options.views_per_shape;
  making.seed = options.seed;
  from_string(options.split, making.split);
  making.attribution = std::filesystem::path(options.shapes) / "ATTRIBUTION.txt";
  making.tool_version = IGGAN_VERSION;
  const SceneDistribution scene = options.scene.resolve();

  RendererRequest request;
  request.name = scene.renderer;
  request.params = scene.renderer_params;
  request.thread_budget = options.threads;
  request.log = make_log();
  request.isolation.on = options.isolate;
  const auto renderer = open_renderer(request);
  const ShapeSet shapes = load_shape_set(options.shapes);
  const int count = make_pictures(shapes, *renderer, scene, making, options.out);
  if (options.json)
    print_json({{"folder", options.out},
                {"pictures", count},
                {"width", scene.width},
                {"height", scene.height},
                {"channels", scene.channels},
                {"renderer", renderer->info().id}});
  else
    print_lines(fmt::format("{} pictures of {}x{} with {} channel{} in {}\n", count, scene.width,
                            scene.height, scene.channels, scene.channels == 1 ? "" : "s",
                            options.out));
}

}  // namespace

void add_dataset_render_command(CLI::App& dataset) {
  CLI::App* command = dataset.add_subcommand("render", "Render pictures of a shape set.");
  auto options = std::make_shared<DatasetRenderOptions>();
  command->add_option("--shapes", options->shapes, "Shape set, from `iggan dataset shapes`")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--out", options->out, "Picture set to make; must not exist yet")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--views-per-shape", options->views_per_shape, "Pictures of each shape");
  command->add_option("--split", options->split, "Shapes to render")->type_name(choices<Split>());
  command->add_option("--seed", options->seed, "Seed of views and order");
  command->add_flag("--isolate", options->isolate, "Run the renderer in its own process");
  command
      ->add_option("--threads", options->threads,
                   "Threads of the renderer; 0: the renderer decides (iggan's own use every core)")
      ->check(CLI::NonNegativeNumber);
  options->scene.add_to(*command);
  add_json_flag(*command, options->json);
  command->footer(
      "Example:\n"
      "  iggan dataset render --shapes data/chairs --out data/chairs-pictures \\\n"
      "    --renderer embree --params '{\"samples_per_axis\": 2}' --views-per-shape 20");
  command->callback([options] { dataset_render(*options); });
}

}  // namespace iggan::cli
