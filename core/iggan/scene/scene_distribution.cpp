#include <iggan/scene/scene_distribution.h>

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

}  // namespace iggan
