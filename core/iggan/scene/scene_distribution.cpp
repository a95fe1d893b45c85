#include <iggan/scene/scene_distribution.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include <iggan/base/error.h>
#include <iggan/scene/framing.h>

namespace iggan {
namespace {

/// Draws a part of the interval according to the weights, then a value uniformly within the part;
/// takes a single random number.
double draw_weighted(const Interval& interval, const std::vector<double>& weights, Rng& rng) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  double left = rng.uniform() * all;
  std::size_t part = 0;
  while (part + 1 < weights.size() && left >= weights[part]) left -= weights[part++];
  const double within = weights[part] > 0 ? std::min(left / weights[part], 1.0) : 0;
  return interval[0] +
         (interval[1] - interval[0]) * (double(part) + within) / double(weights.size());
}

}  // namespace

OrbitView CameraDistribution::draw(Rng& rng) const {
  const auto in = [&rng](const Interval& interval) {
    return rng.uniform(interval[0], interval[1]);
  };
  OrbitView view;  // one draw per quantity for both kinds, so random streams stay comparable
  view.azimuth_degrees = in(azimuth_degrees);
  view.elevation_degrees = elevation_weights.empty()
                               ? in(elevation_degrees)
                               : draw_weighted(elevation_degrees, elevation_weights, rng);
  view.distance = in(distance);
  view.fov_degrees = in(fov_degrees);
  view.ortho_half_height = in(ortho_half_height);
  // Nothing is drawn for the roll [0, 0], so the random streams of such scenes stay unchanged.
  if (roll_degrees != Interval{0, 0}) view.roll_degrees = in(roll_degrees);
  return view;
}

namespace {

Light light_from(const LightDistribution& distribution, double strength, double azimuth_degrees,
                 double elevation_degrees) {
  Light light;
  light.kind = distribution.kind;
  light.frame = distribution.frame;
  light.rgb = {strength, strength, strength};
  light.vec = direction_at(azimuth_degrees, elevation_degrees) * -1.0;
  return light;
}

double middle(const Interval& interval) {
  return 0.5 * (interval[0] + interval[1]);
}

}  // namespace

Light LightDistribution::draw(Rng& rng) const {
  const double drawn = rng.uniform(strength[0], strength[1]);
  const double azimuth = rng.uniform(azimuth_degrees[0], azimuth_degrees[1]);
  return light_from(*this, drawn, azimuth, rng.uniform(elevation_degrees[0], elevation_degrees[1]));
}

Light LightDistribution::mean() const {
  return light_from(*this, middle(strength), middle(azimuth_degrees), middle(elevation_degrees));
}

Shot SceneDistribution::draw_shot(Rng& rng) const {
  Shot shot{orbit_camera(camera.kind, camera.draw(rng)), lights};
  for (const LightDistribution& light : drawn_lights) shot.lights.push_back(light.draw(rng));
  return shot;
}

void SceneDistribution::frame(Shot& shot, const GridView& grid) const {
  if (camera.frame_margin)
    shot.camera = framed_camera(shot.camera, grid, double(width) / height, *camera.frame_margin);
}

Shot SceneDistribution::shot_from(const Camera& from) const {
  Shot shot{from, lights};
  for (const LightDistribution& light : drawn_lights) shot.lights.push_back(light.mean());
  return shot;
}

void check_scene(const SceneDistribution& scene, const std::string& path) {
  const auto upwards = [&](const std::string& key, const Interval& interval) {
    if (!(interval[0] <= interval[1]))
      fail<ConfigError>("{}.{}: [{}, {}] is descending; give the lower end first", path, key,
                        interval[0], interval[1]);
  };
  const auto check = [&](const char* key, const Interval& interval) {
    upwards(std::string("camera.") + key, interval);
  };
  check("azimuth_degrees", scene.camera.azimuth_degrees);
  check("elevation_degrees", scene.camera.elevation_degrees);
  check("distance", scene.camera.distance);
  check("fov_degrees", scene.camera.fov_degrees);
  check("ortho_half_height", scene.camera.ortho_half_height);
  check("roll_degrees", scene.camera.roll_degrees);
  const std::vector<double>& weights = scene.camera.elevation_weights;
  if (!weights.empty() &&
      std::none_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; }))
    fail<ConfigError>("{}.camera.elevation_weights: at least one must be above 0", path);
  for (std::size_t i = 0; i < scene.drawn_lights.size(); ++i) {
    const LightDistribution& light = scene.drawn_lights[i];
    const std::string key = fmt::format("drawn_lights[{}].", i);
    upwards(key + "strength", light.strength);
    upwards(key + "azimuth_degrees", light.azimuth_degrees);
    upwards(key + "elevation_degrees", light.elevation_degrees);
    if (light.kind == LightKind::point)
      fail<ConfigError>(
          "{}.{}kind: point lights cannot be drawn at random; choose ambient or directional", path,
          key);
  }
  if (scene.channels != 1 && scene.channels != 3)
    fail<ConfigError>("{}.channels: {} is neither 1 (gray) nor 3 (RGB)", path, scene.channels);
  for (std::size_t i = 0; i < scene.lights.size(); ++i)
    if (scene.lights[i].kind == LightKind::directional &&
        dot(scene.lights[i].vec, scene.lights[i].vec) == 0)
      fail<ConfigError>("{}.lights[{}].vec: a directional light needs a direction, not [0, 0, 0]",
                        path, i);
}

SceneDistribution scene_at(const SceneDistribution& scene, const Stage& stage) {
  constexpr int kFewestPixels = 16;
  SceneDistribution reduced = scene;
  for (int* side : {&reduced.width, &reduced.height}) {
    const int full = *side, factor = 1 << (stage.count - 1);  // of the first stage
    if (stage.is_staged() && (full % factor != 0 || full / factor < kFewestPixels))
      fail<ConfigError>(
          "stages.count: {} stages need pictures whose sides are multiples of {}, and at least {}; "
          "these are {}x{}: use fewer stages, or pictures of a different size",
          stage.count, factor, factor * kFewestPixels, scene.width, scene.height);
    *side = stage.size(full);
  }
  return reduced;
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
