#include <iggan/exploration/shot_search.h>

#include <algorithm>

namespace iggan {
namespace {

constexpr double kDegrees = 20, kRollDegrees = 5;   // of a step at full reach
constexpr double kScale = 0.06;                     // the same, of distances and heights
constexpr double kOffset = 0.03, kMaxOffset = 0.1;  // of the target, world units
constexpr double kSlackDegrees = 5, kSlackScale = 1.1;
constexpr double kNewLights = 0.3;  // fraction of steps that redraw the lights, at full reach

double moved(double value, double step, double low, double high, Rng& rng) {
  return std::clamp(value + step * rng.normal(), std::min(low, value), std::max(high, value));
}

}  // namespace

PossibleShot ShotSearch::draw(Rng& rng) const {
  PossibleShot shot{scene_.camera.draw(rng), {}};
  for (const LightDistribution& light : scene_.drawn_lights)
    shot.drawn_lights.push_back(light.draw(rng));
  return shot;
}

PossibleShot ShotSearch::nearby(const PossibleShot& shot, double reach, Rng& rng) const {
  const CameraDistribution& camera = scene_.camera;
  PossibleShot next = shot;
  OrbitView& view = next.view;
  const Interval& azimuths = camera.azimuth_degrees;
  view.azimuth_degrees = azimuths[1] - azimuths[0] >= 360
                             ? view.azimuth_degrees + reach * kDegrees * rng.normal()
                             : moved(view.azimuth_degrees, reach * kDegrees,
                                     azimuths[0] - kSlackDegrees, azimuths[1] + kSlackDegrees, rng);
  view.elevation_degrees = moved(view.elevation_degrees, reach * kDegrees,
                                 std::max(camera.elevation_degrees[0] - kSlackDegrees, -89.0),
                                 std::min(camera.elevation_degrees[1] + kSlackDegrees, 89.0), rng);
  view.roll_degrees =
      moved(view.roll_degrees, reach * kRollDegrees, camera.roll_degrees[0] - kSlackDegrees,
            camera.roll_degrees[1] + kSlackDegrees, rng);
  const auto scaled = [&](double value, const Interval& interval) {
    return moved(value, reach * kScale * value, interval[0] / kSlackScale,
                 interval[1] * kSlackScale, rng);
  };
  view.distance = scaled(view.distance, camera.distance);
  view.ortho_half_height = scaled(view.ortho_half_height, camera.ortho_half_height);
  view.fov_degrees = moved(view.fov_degrees, reach * kScale * view.fov_degrees,
                           camera.fov_degrees[0], camera.fov_degrees[1], rng);
  for (double& place : view.target)
    place = moved(place, reach * kOffset, -kMaxOffset, kMaxOffset, rng);
  if (!scene_.drawn_lights.empty() && rng.uniform() < reach * kNewLights)
    next.drawn_lights = draw(rng).drawn_lights;
  return next;
}

Shot ShotSearch::shot(const PossibleShot& possible) const {
  Shot shot{orbit_camera(scene_.camera.kind, possible.view), scene_.lights};
  shot.lights.insert(shot.lights.end(), possible.drawn_lights.begin(), possible.drawn_lights.end());
  return shot;
}

}  // namespace iggan
