#include <iggan/scene/scene_distribution.h>

#include <filesystem>

#include <iggan/base/error.h>

namespace iggan {

OrbitView CameraDistribution::draw(Rng& rng) const {
  const auto in = [&rng](const Interval& interval) {
    return rng.uniform(interval[0], interval[1]);
  };
  OrbitView view;  // one draw per quantity whatever the kind: streams stay comparable
  view.azimuth_degrees = in(azimuth_degrees);
  view.elevation_degrees = in(elevation_degrees);
  view.distance = in(distance);
  view.fov_degrees = in(fov_degrees);
  view.ortho_half_height = in(ortho_half_height);
  return view;
}

std::vector<Light> SceneDistribution::default_lights() {
  Light ambient;
  ambient.kind = LightKind::ambient;
  ambient.rgb = {0.15, 0.15, 0.15};
  Light lamp;
  lamp.kind = LightKind::directional;
  lamp.rgb = {2.6, 2.6, 2.6};
  lamp.vec = {0.5, -0.6, -0.65};
  return {ambient, lamp};
}

void check_scene(const SceneDistribution& scene, const std::string& path) {
  const auto check = [&](const char* key, const Interval& interval) {
    if (!(interval[0] <= interval[1]))
      fail<ConfigError>("{}.camera.{}: [{}, {}] runs downwards; give the lower end first", path,
                        key, interval[0], interval[1]);
  };
  check("azimuth_degrees", scene.camera.azimuth_degrees);
  check("elevation_degrees", scene.camera.elevation_degrees);
  check("distance", scene.camera.distance);
  check("fov_degrees", scene.camera.fov_degrees);
  check("ortho_half_height", scene.camera.ortho_half_height);
  if (scene.channels != 1 && scene.channels != 3)
    fail<ConfigError>("{}.channels: {} is neither 1 (gray) nor 3 (RGB)", path, scene.channels);
  for (std::size_t i = 0; i < scene.lights.size(); ++i)
    if (scene.lights[i].kind == LightKind::directional &&
        dot(scene.lights[i].vec, scene.lights[i].vec) == 0)
      fail<ConfigError>("{}.lights[{}].vec: a directional light needs a direction, not [0, 0, 0]",
                        path, i);
}

bool is_plugin_path(const std::string& renderer) {
  return renderer.find('/') != std::string::npos ||
         std::filesystem::path(renderer).extension() == ".so";
}

void SceneDistribution::keep_whole_renderer_path() {
  if (is_plugin_path(renderer))
    renderer = std::filesystem::absolute(renderer).lexically_normal().string();
}

}  // namespace iggan
