#include <support/catch.h>

#include <cmath>
#include <string>

#include "support/plugin_under_test.h"

namespace {

/// One voxel that fills one pixel, seen from +Z.
AbiScene one_face() {
  AbiScene scene(1, 1, 1, 1, 1);
  scene.set(0, 0, 0);
  scene.camera.ymag = 0.5f;
  return scene;
}

}  // namespace

TEST_CASE("ambient light, a lamp and no light give their closed forms", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  AbiScene scene = one_face();
  double expected = 0;
  SECTION("no light is black") {}
  SECTION("ambient radiance times albedo") {
    scene.add_light(IGGAN_LIGHT_AMBIENT, 0.3f);
    expected = 0.15;
  }
  SECTION("a lamp falls off with the square of the distance") {
    scene.add_light(IGGAN_LIGHT_POINT, kFullLight, {0.5f, 0.5f, 1 + 2});  // 2 above the face
    expected = 0.5 / 4;
  }
  SECTION("a lamp in the face's own plane adds nothing") {
    scene.add_light(IGGAN_LIGHT_POINT, kFullLight, {0.5f, 0.5f, 1});
  }
  SECTION("lights add up") {
    scene.add_light(IGGAN_LIGHT_AMBIENT, 0.3f);
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight, {0, 0, -1});
    scene.add_light(IGGAN_LIGHT_POINT, kFullLight, {0.5f, 0.5f, 3});
    expected = 0.15 + 0.5 + 0.125;
  }
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(0, 0, 0) == Approx(expected).margin(1e-6));
}

TEST_CASE("alpha is coverage and colour is premultiplied by it", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name, R"({"samples_per_axis": 2})");
  AbiScene scene(2, 2, 1, 1, 1);  // a quarter of one pixel
  scene.set(0, 0, 0);
  scene.add_light(IGGAN_LIGHT_AMBIENT, 1);
  SECTION("over nothing") {
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    CHECK(scene.sample(0, 0, 0) == Approx(0.25 * 0.5));
    CHECK(scene.sample(0, 0, 3) == 0.25f);
  }
  SECTION("over a translucent background") {
    scene.set_background(1, 1, 1, 0.5f);
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    CHECK(scene.sample(0, 0, 0) == Approx(0.125 + 0.75 * 0.5));
    CHECK(scene.sample(0, 0, 3) == Approx(0.25 + 0.75 * 0.5));
  }
}

TEST_CASE("smooth normals of a ball are nearly those of a sphere", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const std::uint32_t edge = 40;
  const double radius = 16;
  double error[2] = {0, 0};
  for (const int smooth : {0, 1}) {
    TestRenderer renderer(name, smooth ? R"({"normals": "smooth"})" : "{}");
    AbiScene scene(edge, edge, edge, 40, 40);
    for (std::uint32_t k = 0; k < edge; ++k)
      for (std::uint32_t j = 0; j < edge; ++j)
        for (std::uint32_t i = 0; i < edge; ++i)
          if (std::hypot(i - 19.5, j - 19.5, k - 19.5) < radius) scene.set(i, j, k);
    scene.camera.ymag = 20;
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 2 * kFullLight, {-1, -1, -1});
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    int pixels = 0;
    for (std::uint32_t y = 0; y < 40; ++y)
      for (std::uint32_t x = 0; x < 40; ++x) {
        const double nx = (x - 19.5) / radius, ny = (19.5 - y) / radius;
        const double square = nx * nx + ny * ny;
        if (square > 0.8) continue;  // at the rim the steps of voxels are too large
        const double cosine = (nx + ny + std::sqrt(1 - square)) / std::sqrt(3.0);
        error[smooth] +=
            std::fabs(std::max(0.0, cosine) - static_cast<double>(scene.sample(x, y, 0)));
        ++pixels;
      }
    error[smooth] /= pixels;
  }
  CAPTURE(error[0], error[1]);
  CHECK(error[1] < 0.03);  // the normals of a blurred ball of 16 voxels: about 2 degrees
  CHECK(error[1] < 0.3 * error[0]);
}

TEST_CASE("a wall shadows the floor as far as its height implies", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name, R"({"shadows": true})");
  AbiScene scene(16, 8, 1, 16, 1);
  for (std::uint32_t i = 0; i < 16; ++i) scene.set(i, 0, 0);
  for (std::uint32_t j = 1; j < 5; ++j) scene.set(3, j, 0);
  scene.look({0, 1, 0}, {0, 0, -1}, 20);
  scene.camera.ymag = 0.5f;
  SECTION("under the sun") {
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {1, -1, 0});
  }
  SECTION("under a lamp") {  // on the line from the shadow's end over the wall's upper edge
    scene.add_light(IGGAN_LIGHT_POINT, 50, {-4, 13, 0.5f});
  }
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  for (std::uint32_t x = 0; x < 16; ++x) {
    CAPTURE(x);
    CHECK((scene.sample(x, 0, 0) == 0) == (x >= 4 && x < 8));
  }
}

TEST_CASE("sampled ambient occlusion leaves a plate open and darkens a corner", "[plugins]") {
  TestRenderer renderer("embree", R"({"ambient_occlusion": 256})");
  AbiScene plate(9, 6, 9, 9, 9), corner(9, 6, 9, 9, 9);
  for (std::uint32_t k = 0; k < 9; ++k)
    for (std::uint32_t i = 0; i < 9; ++i) {
      plate.set(i, 0, k);
      corner.set(i, 0, k);
      for (std::uint32_t j = 1; j < 6; ++j)
        if (i == 0) corner.set(i, j, k);
    }
  for (AbiScene* scene : {&plate, &corner}) {
    scene->look({0, 1, 0}, {0, 0, -1}, 20);
    scene->camera.ymag = 4.5f;
    scene->grid.default_albedo[0] = 1;
    scene->add_light(IGGAN_LIGHT_AMBIENT, 1);
  }
  REQUIRE(renderer.render({plate.job(), corner.job()}) == IGGAN_OK);
  CHECK(plate.sample(4, 4, 0) == 1);
  CHECK(corner.sample(0, 4, 0) == 1);  // on top of the wall
  // Half a voxel from a wall, slightly less than half of the cosine-weighted sky is hidden.
  CHECK(corner.sample(1, 4, 0) > 0.5f);
  CHECK(corner.sample(1, 4, 0) < 0.75f);
  CHECK(corner.sample(8, 4, 0) > 0.8f);

  const auto first = corner.bytes;
  REQUIRE(renderer.render({corner.job()}) == IGGAN_OK);
  CHECK(corner.bytes == first);
  corner.seed = 1;
  REQUIRE(renderer.render({corner.job()}) == IGGAN_OK);
  CHECK(corner.bytes != first);
}
