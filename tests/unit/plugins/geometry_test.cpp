#include <support/catch.h>

#include <string>

#include "support/plugin_under_test.h"

// Cases that the contract leaves open and that iggan's renderers handle in the same way. `iggan
// renderers check` (tests/conformance) checks the contract itself.

TEST_CASE("a ray along the plane between two voxels sees the one on the upper side", "[plugins]") {
  // Pixel centres fall on x = 1 exactly; cells are half open, so voxel 1 owns the plane.
  const std::string name = GENERATE("raster", "embree");
  const std::uint32_t voxel = GENERATE(0u, 1u);
  TestRenderer renderer(name);
  AbiScene scene(2, 1, 1, 1, 1);
  scene.set(voxel, 0, 0);
  scene.camera.ymag = 0.25f;
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(0, 0, 3) == (voxel == 1 ? 1.0f : 0.0f));
}

TEST_CASE("the near plane cuts a solid open and the far plane hides it", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  AbiScene scene(1, 1, 4, 1, 1);
  for (std::uint32_t k = 0; k < 4; ++k) scene.set(0, 0, k);
  scene.look({0, 0, 1}, {0, 1, 0}, 10);  // the camera is at z = 12
  scene.camera.ymag = 0.5f;
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight, {0, 0, -1});

  SECTION("a cut in the middle of a voxel faces the camera") {
    scene.camera.znear = 9.5f;  // z = 2.5
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    CHECK(scene.sample(0, 0, 3) == 1);
    CHECK(scene.sample(0, 0, 0) == Approx(0.5).margin(1e-6));
  }
  SECTION("behind the near plane is nothing") {
    scene.camera.znear = 12.5f;
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    CHECK(scene.sample(0, 0, 3) == 0);
  }
  SECTION("beyond the far plane is nothing") {
    scene.camera.zfar = 7.5f;  // the first face is at depth 8
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    CHECK(scene.sample(0, 0, 3) == 0);
  }
}

TEST_CASE("a solid whose face lies in the near plane is seen from either side", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const float side = GENERATE(1.0f, -1.0f);
  TestRenderer renderer(name);
  AbiScene scene(1, 1, 1, 1, 1);
  scene.set(0, 0, 0);
  scene.look({side, 0, 0}, {0, 1, 0}, 10);
  scene.camera.ymag = 0.25f;
  scene.camera.znear = 9.5f;
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(0, 0, 3) == 1);
}
