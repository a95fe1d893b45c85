#include <cmath>

#include <iggan/base/error.h>
#include <iggan/config/json_file.h>
#include <iggan/scene/scene_distribution.h>

#include <support/catch.h>

namespace {

using iggan::LightDistribution;
using iggan::Rng;
using iggan::SceneDistribution;
using iggan::Vec3;

double length(const Vec3& v) {
  return std::sqrt(iggan::dot(v, v));
}

}  // namespace

TEST_CASE("a scene without roll and drawn lights draws what it drew before they existed",
          "[scene]") {
  const SceneDistribution scene;
  Rng rng(7), by_hand(7);
  for (int i = 0; i < 3; ++i) {
    const iggan::Shot shot = scene.draw_shot(rng);
    iggan::OrbitView view;
    view.azimuth_degrees = by_hand.uniform(0, 360);
    view.elevation_degrees = by_hand.uniform(15, 50);
    view.distance = by_hand.uniform(2, 2);
    view.fov_degrees = by_hand.uniform(35, 35);
    view.ortho_half_height = by_hand.uniform(0.7, 0.7);
    CHECK(shot.camera.to_world == iggan::orbit_camera(scene.camera.kind, view).to_world);
    CHECK(shot.lights.size() == scene.lights.size());
  }
}

TEST_CASE("roll turns the picture's content clockwise", "[scene]") {
  iggan::OrbitView view;
  view.roll_degrees = 90;
  const iggan::Camera camera = iggan::orbit_camera(iggan::CameraKind::perspective, view);
  // World +Y, which was up in the picture, is at its right: the camera's +X axis.
  CHECK(camera.to_world[1] == Approx(1));
  CHECK(camera.to_world[5] == Approx(0).margin(1e-7));
  SceneDistribution scene;
  scene.camera.roll_degrees = {-10, 30};
  Rng rng(1);
  double lowest = 90, highest = -90;
  for (int i = 0; i < 400; ++i) {
    const double roll = scene.camera.draw(rng).roll_degrees;
    lowest = std::min(lowest, roll);
    highest = std::max(highest, roll);
  }
  CHECK(lowest > -10.001);
  CHECK(lowest < -9);
  CHECK(highest > 29);
  CHECK(highest < 30.001);
}

TEST_CASE("a drawn light has a direction and a strength within its ranges", "[scene]") {
  SceneDistribution scene;
  LightDistribution lamp;
  lamp.strength = {1, 3};
  lamp.azimuth_degrees = {60, 90};
  lamp.elevation_degrees = {0, 30};
  scene.drawn_lights = {lamp};
  const std::size_t fixed = scene.lights.size();
  CHECK(scene.light_count() == fixed + 1);
  Rng rng(3);
  double weakest = 10, strongest = 0;
  for (int i = 0; i < 200; ++i) {
    const iggan::Shot shot = scene.draw_shot(rng);
    REQUIRE(shot.lights.size() == fixed + 1);
    const iggan::Light& light = shot.lights[fixed];
    CHECK(length(light.vec) == Approx(1));
    CHECK(light.vec[0] < -0.7);  // from +X it travels towards -X
    CHECK(light.vec[1] <= 1e-12);
    CHECK(light.rgb[0] == light.rgb[2]);
    weakest = std::min(weakest, light.rgb[0]);
    strongest = std::max(strongest, light.rgb[0]);
  }
  CHECK(weakest >= 1);
  CHECK(weakest < 1.1);
  CHECK(strongest > 2.9);
  CHECK(strongest <= 3);
  const iggan::Light mean = scene.shot_from({}).lights[fixed];
  CHECK(mean.rgb[1] == Approx(2));
  CHECK(mean.vec[1] == Approx(-std::sin(15 * 0.017453292519943295)));
}

TEST_CASE("a drawn light is read and written as JSON, and checked", "[scene]") {
  SceneDistribution scene;
  scene.drawn_lights = {{}};
  scene.drawn_lights[0].strength = {0.25, 0.5};
  SceneDistribution read;
  iggan::config::from_json(iggan::config::to_json(scene), read, "");
  REQUIRE(read.drawn_lights.size() == 1);
  CHECK(read.drawn_lights[0].strength == iggan::Interval{0.25, 0.5});
  scene.drawn_lights[0].strength = {2, 1};
  CHECK_THROWS_WITH(iggan::check_scene(scene, "scene"),
                    Contains("scene.drawn_lights[0].strength") && Contains("is descending"));
  scene.drawn_lights[0].strength = {1, 2};
  scene.drawn_lights[0].kind = iggan::LightKind::point;
  CHECK_THROWS_WITH(iggan::check_scene(scene, "scene"), Contains("scene.drawn_lights[0].kind"));
}

TEST_CASE("elevations are drawn by their weights, with one draw as without weights", "[scene]") {
  SceneDistribution plain, weighted;
  plain.camera.elevation_degrees = weighted.camera.elevation_degrees = {0, 40};
  weighted.camera.elevation_weights = {0, 1, 0, 3};
  Rng rng(5), same(5);
  int low = 0, high = 0;
  for (int i = 0; i < 1000; ++i) {
    const double elevation = weighted.camera.draw(rng).elevation_degrees;
    (void)plain.camera.draw(same);
    low += elevation >= 10 && elevation <= 20;
    high += elevation >= 30 && elevation <= 40;
  }
  CHECK(low + high == 1000);
  CHECK(std::abs(high - 750) < 55);  // 4 sigma
  CHECK(rng.state() == same.state());
  SceneDistribution read;
  iggan::config::from_json(iggan::config::to_json(weighted), read, "");
  CHECK(read.camera.elevation_weights == weighted.camera.elevation_weights);
  weighted.camera.elevation_weights = {0, 0};
  CHECK_THROWS_AS(iggan::check_scene(weighted, "scene"), iggan::ConfigError);
}
