#include "scene_options.h"

#include <algorithm>

#include <iggan/config/json_file.h>
#include <iggan/render/renderer_trust.h>

#include "command.h"

namespace iggan::cli {

config::Json parse_json_option(const std::string& option, const std::string& text) {
  return config::parse_json(text, option);
}

bool use_named_renderer(SceneDistribution& scene, const std::filesystem::path& file,
                        const GivenOption& renderer, const GivenOption& params) {
  const bool own = renderer.value.empty() || same_renderer(scene.renderer, renderer.value);
  if (own)
    require_named_by_user(scene.renderer, file, renderer.value, renderer.name);
  else
    scene.renderer = renderer.value;
  if (!own) scene.renderer_params = config::Json::object();
  if (!params.value.empty()) scene.renderer_params = parse_json_option(params.name, params.value);
  scene.keep_whole_renderer_path();
  return own;
}

namespace {

/// The ambient light that makes a surface of this albedo white.
Light whitening_light(const Vec3& albedo) {
  constexpr double kDarkest = 1e-3;  // a darker surface stays gray
  Light light;
  light.kind = LightKind::ambient;
  for (std::size_t c = 0; c < 3; ++c) light.rgb[c] = 1 / std::max(albedo[c], kDarkest);
  return light;
}

std::vector<Light> lights_named(const std::string& name) {
  LightArrangement arrangement{};
  from_string(name, arrangement);
  return arranged_lights(arrangement);
}

/// Describes the lights of a scene for --help.
std::string described(const SceneDistribution& scene) {
  for (const std::string& name : names_of<LightArrangement>())
    if (scene.drawn_lights.empty() &&
        config::to_json(lights_named(name)) == config::to_json(scene.lights))
      return name;
  return "new random lights for each picture";
}

}  // namespace

void SceneOptions::add_to(CLI::App& command, Renderer renderer, const SceneDistribution& defaults) {
  command_ = &command;
  renderer_options_ = renderer;
  defaults_ = defaults;
  renderer_ = defaults.renderer;
  params_ = defaults.renderer_params.dump();
  camera_ = to_string(defaults.camera.kind);
  size_ = defaults.width;
  channels_ = defaults.channels;
  const auto interval = [&](const char* name, std::vector<double>& value, const Interval& ends,
                            const char* text) {
    value = {ends.begin(), ends.end()};
    command.add_option(name, value, text)
        ->delimiter(',')
        ->expected(1, 2)
        ->type_name("LOW,HIGH")
        ->default_str(typed(value));
  };
  if (renderer == Renderer::option) {
    command.add_option("--renderer", renderer_, "A name from `iggan renderers list`, or a path")
        ->type_name("RENDERER");
    command.add_option("--params", params_, "The renderer's parameters")->type_name("JSON");
  }
  command
      .add_option("--scene", scene_file_,
                  "JSON file that describes the scene; other options override it")
      ->type_name("FILE");
  const CameraDistribution& camera = defaults.camera;
  command.add_option("--camera", camera_, "Projection")->type_name(choices<CameraKind>());
  interval("--azimuth", azimuth_, camera.azimuth_degrees,
           "Degrees; 0: the front, 90: the side at +X");
  interval("--elevation", elevation_, camera.elevation_degrees, "Degrees above the horizon");
  interval("--distance", distance_, camera.distance,
           "Distance to the centre of the grid, whose longest edge is 1");
  interval("--fov", fov_, camera.fov_degrees, "Vertical field of view, degrees; perspective only");
  interval("--roll", roll_, camera.roll_degrees, "Degrees about the viewing axis");
  interval("--half-height", ortho_half_height_, camera.ortho_half_height,
           "Half the height of the picture, world units; orthographic only");
  command.add_option("--size", size_, "Width and height of a picture, pixels");
  command.add_option("--channels", channels_, "1: gray, 3: RGB")->type_name("{1,3}");
  auto* lights = command
                     .add_option("--lights", lights_,
                                 "Lamps: one fixed to the camera, one fixed to the world, or one "
                                 "of each (two_lamps); default: " +
                                     described(defaults))
                     ->type_name(choices<LightArrangement>());
  command
      .add_flag("--silhouettes", silhouettes_,
                "Ambient light alone: shapes are white, without shading")
      ->excludes(lights);
}

SceneDistribution SceneOptions::resolve() const {
  SceneDistribution scene = defaults_;
  if (!scene_file_.empty()) {
    config::from_json(config::read_json(scene_file_), scene, "");
    const bool named = renderer_options_ == Renderer::option && command_->count("--renderer") > 0;
    if (renderer_options_ == Renderer::option && !named)
      require_named_by_user(scene.renderer, scene_file_, "", "--renderer");
  }
  apply_options(scene);
  if (!lights_.empty()) {
    scene.lights = lights_named(lights_);
    scene.drawn_lights.clear();
  }
  if (silhouettes_) {
    scene.lights = {whitening_light(scene.default_albedo)};
    scene.drawn_lights.clear();
  }
  scene.keep_whole_renderer_path();
  return scene;
}

void SceneOptions::apply_options(SceneDistribution& scene) const {
  const bool all = scene_file_.empty();
  const auto given = [&](const char* name) { return all || command_->count(name) > 0; };
  // Uses the same visitor as for the file, so that ranges and messages are the same.
  config::Json changes = config::Json::object();
  config::Json& camera = changes["camera"] = config::Json::object();
  std::vector<std::pair<std::string, std::string>> options_of_keys;
  const auto set = [&](const char* name, config::Json& place, const char* key, config::Json value) {
    if (!given(name)) return;
    place[key] = std::move(value);
    if (command_->count(name) > 0)
      options_of_keys.emplace_back(
          std::string(&place == &camera ? "scene.camera." : "scene.") + key, name);
  };
  const auto interval = [&](const char* name, const char* key, const std::vector<double>& value) {
    set(name, camera, key, {value.front(), value.back()});
  };
  set("--camera", camera, "kind", camera_);
  interval("--azimuth", "azimuth_degrees", azimuth_);
  interval("--elevation", "elevation_degrees", elevation_);
  interval("--distance", "distance", distance_);
  interval("--fov", "fov_degrees", fov_);
  interval("--half-height", "ortho_half_height", ortho_half_height_);
  interval("--roll", "roll_degrees", roll_);
  if (renderer_options_ == Renderer::option) {
    set("--renderer", changes, "renderer", renderer_);
    // The parameters are for the default renderer; another one does not know them.
    if (all && renderer_ != defaults_.renderer) changes["renderer_params"] = config::Json::object();
    if (command_->count("--params") > 0)
      changes["renderer_params"] = parse_json_option("--params", params_);
  }
  set("--size", changes, "width", size_);
  set("--size", changes, "height", size_);
  set("--channels", changes, "channels", channels_);
  try {
    config::from_json(changes, scene, "scene");
    check_scene(scene, "scene");
  } catch (const ConfigError& error) {
    const std::string message = error.what();
    for (const auto& [key, option] : options_of_keys)
      if (message.rfind(key, 0) == 0) fail<ConfigError>("{}{}", option, message.substr(key.size()));
    throw;
  }
}

}  // namespace iggan::cli
