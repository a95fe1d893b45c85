#include <support/catch.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "support/optional_renderer.h"

namespace {

/// The fraction of samples that differ between two pictures, float32 and dense.
double share_that_differs(const std::vector<unsigned char>& a,
                          const std::vector<unsigned char>& b) {
  REQUIRE(a.size() == b.size());
  double count = 0;
  for (std::size_t at = 0; at < a.size(); at += sizeof(float)) {
    float x, y;
    std::memcpy(&x, &a[at], sizeof x);
    std::memcpy(&y, &b[at], sizeof y);
    count += std::fabs(x - y) > 1e-3f;
  }
  return count / (static_cast<double>(a.size()) / sizeof(float));
}

double share_unlike_raster(const std::string& params, AbiScene& scene) {
  TestRenderer egl("egl", params), raster("raster", params);
  REQUIRE(raster.render({scene.job()}) == IGGAN_OK);
  const auto expected = scene.bytes;
  REQUIRE(egl.render({scene.job()}) == IGGAN_OK);
  return share_that_differs(expected, scene.bytes);
}

}  // namespace

TEST_CASE("OpenGL's smooth normals are raster's", "[egl]") {
  SKIP_WITHOUT_RENDERER("egl");
  AbiScene scene = small_scene(1, 64);
  scene.grid.to_world[0] = 1.5f;  // normals need the inverse transpose
  scene.add_light(IGGAN_LIGHT_POINT, 20, {9, 9, 9});
  CHECK(share_unlike_raster(R"({"normals": "smooth"})", scene) < 0.002);
  CHECK(share_unlike_raster("{}", scene) < 0.002);
}

TEST_CASE("OpenGL draws the background for an empty grid, with smooth normals too", "[egl]") {
  SKIP_WITHOUT_RENDERER("egl");
  AbiScene scene = small_scene(1, 64);
  std::fill(scene.occupancy.begin(), scene.occupancy.end(), std::uint8_t{0});
  CHECK(share_unlike_raster(R"({"normals": "smooth"})", scene) == 0);
  CHECK(share_unlike_raster("{}", scene) == 0);
}

TEST_CASE("a picture of several tiles has no seams", "[egl]") {
  SKIP_WITHOUT_RENDERER("egl");
  AbiScene scene = small_scene(0, 8);
  scene.set_image(701, 333, IGGAN_F32, IGGAN_LINEAR, 4);  // 2103 x 999 samples
  CHECK(share_unlike_raster(R"({"samples_per_axis": 3})", scene) < 0.002);
  scene.camera.kind = IGGAN_CAMERA_PERSPECTIVE;
  CHECK(share_unlike_raster(R"({"samples_per_axis": 3})", scene) < 0.002);
}

TEST_CASE("a grid with more faces than one draw call takes is drawn completely", "[egl]") {
  SKIP_WITHOUT_RENDERER("egl");
  AbiScene scene(40, 40, 40, 160, 160);
  for (std::uint32_t k = 0; k < 40; ++k)
    for (std::uint32_t j = 0; j < 40; ++j)
      for (std::uint32_t i = 0; i < 40; ++i)
        if ((i * 7 + j * 3 + k * 5) % 11 < 2) scene.set(i, j, k);
  scene.look({0.6f, 0, 0.8f}, {0, 1, 0}, 60);
  scene.camera.ymag = 30;
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {0.3f, -1, -0.5f});
  CHECK(share_unlike_raster("{}", scene) < 0.01);
}

TEST_CASE("each thread that creates an OpenGL renderer has its own context", "[egl]") {
  SKIP_WITHOUT_RENDERER("egl");
  AbiScene scene = small_scene(2, 32), other = small_scene(2, 32);
  TestRenderer here("egl");
  std::string fault;
  std::thread([&] {
    try {
      TestRenderer there("egl");
      if (there.render({other.job()}) != IGGAN_OK) fault = there.call.text();
    } catch (const std::exception& error) {
      fault = error.what();
    }
  }).join();
  CHECK(fault.empty());
  REQUIRE(here.render({scene.job()}) == IGGAN_OK);
  CHECK(share_that_differs(scene.bytes, other.bytes) == 0);
}
