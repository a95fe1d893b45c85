#include <support/catch.h>

#include <cmath>
#include <limits>
#include <string>

#include "support/plugin_under_test.h"

TEST_CASE("a batch on any number of threads equals single pictures", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const std::string params = GENERATE("{}", R"({"normals": "smooth", "shadows": true})");
  const std::uint32_t count = GENERATE(1u, 2u, 7u);
  const std::uint32_t size = 150;  // enough pixels to be worth starting threads
  TestRenderer single(name, params, 1), several(name, params, 3);
  auto one_by_one = small_scenes(count, size), batch = small_scenes(count, size);
  for (AbiScene& scene : one_by_one) REQUIRE(single.render({scene.job()}) == IGGAN_OK);
  REQUIRE(several.render(jobs_of(batch)) == IGGAN_OK);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(several.statuses()[i] == IGGAN_OK);
    CHECK(batch[i].bytes == one_by_one[i].bytes);
  }
}

TEST_CASE("extreme but finite input gives finite pixels", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const std::string params = GENERATE("{}", R"({"normals": "smooth", "shadows": true})");
  TestRenderer renderer(name, params);
  AbiScene scene = small_scene();
  const float huge = std::numeric_limits<float>::max();
  SECTION("blinding lights") {
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, huge, {0, 0, -1});
    scene.add_light(IGGAN_LIGHT_POINT, huge, {3, 2.5f, 2});
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, -huge, {0, -huge, -huge});
  }
  SECTION("a camera beyond the horizon") {
    scene.camera.to_world[14] = huge;
  }
  SECTION("a grid of dust") {
    for (const int d : {0, 5, 10}) scene.grid.to_world[d] = 1e-30f;
  }
  SECTION("a camera inside") {
    scene.look({0, 0, 1}, {0, 1, 0}, 0);
    scene.camera.kind = IGGAN_CAMERA_PERSPECTIVE;
    scene.camera.yfov = 3.14f;
  }
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  int bad = 0;
  for (std::uint32_t y = 0; y < 24; ++y)
    for (std::uint32_t x = 0; x < 24; ++x)
      for (std::uint32_t c = 0; c < 4; ++c)
        if (!std::isfinite(scene.sample(x, y, c))) ++bad;
  CHECK(bad == 0);
}
