#include <memory>

#include <fmt/format.h>

#include <iggan/console/log.h>
#include <iggan/formats/binvox.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/scene_renderer.h>
#include <iggan/render/plugin_registry.h>

#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

struct RenderOptions {
  std::string shape, out, renderer = "raster", params = "{}", camera = "perspective";
  OrbitView view{35, 25};
  std::vector<double> background{0, 0, 0};
  int size = 256, channels = 3;
  bool isolate = false, json = false;
};

SceneDistribution scene_of(const RenderOptions& options) {
  SceneDistribution scene;
  scene.width = scene.height = options.size;
  scene.channels = options.channels;
  scene.renderer = options.renderer;
  scene.renderer_params = parse_json_option("--params", options.params);
  std::copy_n(options.background.begin(), 3, scene.background.begin());
  from_string(options.camera, scene.camera.kind);
  const OrbitView& view = options.view;
  scene.camera.azimuth_degrees = {view.azimuth_degrees, view.azimuth_degrees};
  scene.camera.elevation_degrees = {view.elevation_degrees, view.elevation_degrees};
  scene.camera.distance = {view.distance, view.distance};
  scene.camera.fov_degrees = {view.fov_degrees, view.fov_degrees};
  scene.camera.ortho_half_height = {view.ortho_half_height, view.ortho_half_height};
  // Through the visitor, for its ranges.
  SceneDistribution checked;
  config::from_json(config::to_json(scene), checked, "scene");
  check_scene(checked, "scene");
  return checked;
}

void render(const RenderOptions& options) {
  const SceneDistribution scene = scene_of(options);
  const VoxelGrid grid = read_binvox(options.shape);
  RendererRequest request;
  request.name = scene.renderer;
  request.params = scene.renderer_params;
  request.log = make_log();
  request.isolation.on = options.isolate;
  const auto renderer = open_renderer(request);
  SceneRenderer scene_renderer(*renderer, scene);
  const View view{grid, scene.shot_from(orbit_camera(scene.camera.kind, options.view))};
  write_image(options.out, scene_renderer.render({view}).picture(0));
  const std::string& id = renderer->info().id;
  if (options.json)
    print_json({{"picture", options.out},
                {"solid_voxels", grid.count()},
                {"voxels", grid.size()},
                {"renderer", id}});
  else
    fmt::print("{}: {} of {} voxels, by {}\n", options.out, grid.count(), grid.size(), id);
}

}  // namespace

void add_render_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand("render", "render one picture of one shape");
  auto options = std::make_shared<RenderOptions>();
  command->add_option("--shape", options->shape, "a .binvox file")->required()->type_name("FILE");
  command->add_option("--out", options->out, "the picture, .png")->required()->type_name("FILE");
  command
      ->add_option("--renderer", options->renderer, "a name of `iggan renderers list`, or a path")
      ->type_name("RENDERER");
  command->add_option("--params", options->params, "the renderer's parameters")->type_name("JSON");
  command->add_flag("--isolate", options->isolate, "the renderer in a process of its own");
  command->add_option("--camera", options->camera, "projection")->type_name(choices<CameraKind>());
  command->add_option("--azimuth", options->view.azimuth_degrees,
                      "degrees; 0 sees the front, grows towards +X");
  command->add_option("--elevation", options->view.elevation_degrees, "degrees above the horizon");
  command->add_option("--distance", options->view.distance,
                      "to the middle of the shape, whose longest edge is 1");
  command->add_option("--fov", options->view.fov_degrees, "degrees, vertical; perspective");
  command->add_option("--half-height", options->view.ortho_half_height,
                      "of the picture, world units; orthographic");
  command->add_option("--background", options->background, "linear RGB")
      ->delimiter(',')
      ->expected(3)
      ->type_name("R,G,B")
      ->default_str(typed(options->background));
  command->add_option("--size", options->size, "pixels of the picture's edge");
  command->add_option("--channels", options->channels, "1 gray, 3 RGB")->type_name("{1,3}");
  add_json_flag(*command, options->json);
  command->footer(
      "Example:\n"
      "  iggan render --renderer raster --shape chair.binvox --azimuth 30 --out chair.png");
  command->callback([options] { render(*options); });
}

}  // namespace iggan::cli
