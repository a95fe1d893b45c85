#include <support/catch.h>

#include <iggan/config/json_file.h>
#include <iggan/scene/scene_distribution.h>

using namespace iggan;

TEST_CASE("arrangements of lights differ in what turns with the camera", "[scene]") {
  const auto lamps = [](LightArrangement arrangement, LightFrame frame) {
    int count = 0;
    for (const Light& light : arranged_lights(arrangement))
      count += light.kind == LightKind::directional && light.frame == frame;
    return count;
  };
  CHECK(lamps(LightArrangement::camera, LightFrame::camera) == 1);
  CHECK(lamps(LightArrangement::camera, LightFrame::world) == 0);
  CHECK(lamps(LightArrangement::two_lamps, LightFrame::camera) == 1);
  CHECK(lamps(LightArrangement::two_lamps, LightFrame::world) == 1);
  CHECK(lamps(LightArrangement::world, LightFrame::camera) == 0);
  CHECK(lamps(LightArrangement::world, LightFrame::world) == 1);
}

TEST_CASE("a scene has a lamp fixed to the world unless its file says otherwise", "[scene]") {
  SceneDistribution scene;
  config::from_json(config::Json::object(), scene, "");
  CHECK(config::to_json(scene.lights) ==
        config::to_json(arranged_lights(LightArrangement::two_lamps)));
}
