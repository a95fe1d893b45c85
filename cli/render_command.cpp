#include <algorithm>
#include <functional>
#include <memory>

#include <fmt/format.h>

#include <iggan/config/json_file.h>
#include <iggan/console/log.h>
#include <iggan/formats/albedo_file.h>
#include <iggan/formats/binvox.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/scene_renderer.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/render/renderer_trust.h>

#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

constexpr const char* kByPosition = "position";

struct RenderOptions {
  std::string shape, out, renderer = "raster", params = "{}", camera = "perspective";
  std::string scene_file, albedo;
  OrbitView view{35, 25};
  std::vector<double> background{0, 0, 0};
  int size = 256, channels = 3;
  bool isolate = false, json = false;
};

/// The scene of --scene or a default one, overridden by the options.
/// @param given  whether an option is given on the command line.
SceneDistribution scene_of(const RenderOptions& options,
                           const std::function<bool(const char*)>& given) {
  SceneDistribution scene;
  const bool plain = options.scene_file.empty();
  if (!plain) {
    config::from_json(config::read_json(options.scene_file), scene, "");
    if (!given("--renderer"))
      require_named_by_user(scene.renderer, options.scene_file, "", "--renderer");
  }
  const auto counts = [&](const char* option) { return plain || given(option); };
  if (counts("--size")) scene.width = scene.height = options.size;
  if (counts("--channels")) scene.channels = options.channels;
  if (counts("--renderer")) {
    // The scene's parameters are for its own renderer; another one does not know them.
    if (!same_renderer(scene.renderer, options.renderer))
      scene.renderer_params = config::Json::object();
    scene.renderer = options.renderer;
  }
  if (counts("--params")) scene.renderer_params = parse_json_option("--params", options.params);
  if (counts("--background")) std::copy_n(options.background.begin(), 3, scene.background.begin());
  if (counts("--camera")) from_string(options.camera, scene.camera.kind);
  const OrbitView& view = options.view;
  const auto fix = [&](const char* option, Interval& interval, double value) {
    if (counts(option)) interval = {value, value};
  };
  fix("--azimuth", scene.camera.azimuth_degrees, view.azimuth_degrees);
  fix("--elevation", scene.camera.elevation_degrees, view.elevation_degrees);
  fix("--distance", scene.camera.distance, view.distance);
  fix("--fov", scene.camera.fov_degrees, view.fov_degrees);
  fix("--half-height", scene.camera.ortho_half_height, view.ortho_half_height);
  // A round trip through JSON, since reading JSON checks the ranges.
  SceneDistribution checked;
  config::from_json(config::to_json(scene), checked, "scene");
  check_scene(checked, "scene");
  return checked;
}

/// The midpoint of every interval from which the scene draws.
OrbitView middle_view(const CameraDistribution& camera) {
  const auto middle = [](const Interval& interval) { return 0.5 * (interval[0] + interval[1]); };
  OrbitView view;
  view.azimuth_degrees = middle(camera.azimuth_degrees);
  view.elevation_degrees = middle(camera.elevation_degrees);
  view.distance = middle(camera.distance);
  view.fov_degrees = middle(camera.fov_degrees);
  view.ortho_half_height = middle(camera.ortho_half_height);
  view.roll_degrees = middle(camera.roll_degrees);
  return view;
}

/// Colours the grid from a file or by each voxel's position. With positions, a mistake with
/// channels or strides shows at once: red increases towards +X, green towards +Y, blue towards +Z.
void colour(VoxelGrid& grid, const std::string& albedo) {
  if (albedo.empty()) return;
  if (albedo != kByPosition) {
    read_albedo(albedo, grid);
    return;
  }
  const auto shade = [](int place, int extent) {
    return static_cast<std::uint8_t>(40 + 215 * place / std::max(1, extent - 1));
  };
  grid.albedo.clear();
  for (int k = 0; k < grid.nz; ++k)
    for (int j = 0; j < grid.ny; ++j)
      for (int i = 0; i < grid.nx; ++i)
        for (const std::uint8_t value : {shade(i, grid.nx), shade(j, grid.ny), shade(k, grid.nz)})
          grid.albedo.push_back(value);
}

void render(const RenderOptions& options, const CLI::App& command) {
  const SceneDistribution scene =
      scene_of(options, [&](const char* option) { return command.count(option) > 0; });
  VoxelGrid grid = read_binvox(options.shape);
  colour(grid, options.albedo);
  RendererRequest request;
  request.name = scene.renderer;
  request.params = scene.renderer_params;
  request.log = make_log();
  request.isolation.on = options.isolate;
  const auto renderer = open_renderer(request);
  SceneRenderer scene_renderer(*renderer, scene);
  const View view{grid,
                  scene.shot_from(orbit_camera(scene.camera.kind, middle_view(scene.camera)))};
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
  CLI::App* command = app.add_subcommand("render", "Render one picture of one shape.");
  auto options = std::make_shared<RenderOptions>();
  command->add_option("--shape", options->shape, "A .binvox file")->required()->type_name("FILE");
  command->add_option("--out", options->out, "Picture to write, .png")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--renderer", options->renderer,
                   "A name from `iggan renderers list`, or the path of a plugin or program")
      ->type_name("RENDERER");
  command->add_option("--params", options->params, "The renderer's parameters")->type_name("JSON");
  command
      ->add_option("--scene", options->scene_file,
                   "JSON file that describes the scene, as for `iggan dataset render`; intervals "
                   "are replaced by their midpoints, and other options override the scene")
      ->type_name("FILE");
  command
      ->add_option("--albedo", options->albedo,
                   "Colours of the voxels: a PNG file as in a shape set, or `position`: red "
                   "increases towards +X, green towards +Y, blue towards +Z")
      ->type_name("FILE");
  command->add_flag("--isolate", options->isolate, "Run the renderer in its own process");
  command->add_option("--camera", options->camera, "Projection")->type_name(choices<CameraKind>());
  command->add_option("--azimuth", options->view.azimuth_degrees,
                      "Degrees; 0: the front, 90: the side at +X");
  command->add_option("--elevation", options->view.elevation_degrees, "Degrees above the horizon");
  command->add_option("--distance", options->view.distance,
                      "Distance to the centre of the grid, whose longest edge is 1");
  command->add_option("--fov", options->view.fov_degrees,
                      "Vertical field of view, degrees; perspective only");
  command->add_option("--half-height", options->view.ortho_half_height,
                      "Half the height of the picture, world units; orthographic only");
  command->add_option("--background", options->background, "Linear RGB")
      ->delimiter(',')
      ->expected(3)
      ->type_name("R,G,B")
      ->default_str(typed(options->background));
  command->add_option("--size", options->size, "Width and height of the picture, pixels");
  command->add_option("--channels", options->channels, "1: gray, 3: RGB")->type_name("{1,3}");
  add_json_flag(*command, options->json);
  command->footer(
      "Example:\n"
      "  iggan render --renderer raster --shape chair.binvox --azimuth 30 --out chair.png");
  command->callback([options, command] { render(*options, *command); });
}

}  // namespace iggan::cli
