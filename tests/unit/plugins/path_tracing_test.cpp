#include <support/catch.h>

#include <string>

#include "support/plugin_under_test.h"

namespace {

/// A floor of 9 x 9 voxels seen from above, one pixel per voxel; +x to the right, +z down.
AbiScene floor_from_above(float albedo) {
  AbiScene scene(9, 8, 9, 9, 9);
  for (std::uint32_t k = 0; k < 9; ++k)
    for (std::uint32_t i = 0; i < 9; ++i) scene.set(i, 0, k);
  scene.look({0, 1, 0}, {0, 0, -1}, 20);
  scene.camera.ymag = 4.5f;
  for (float& channel : scene.grid.default_albedo) channel = albedo;
  return scene;
}

void add_wall(AbiScene& scene, std::uint32_t i, std::uint32_t height) {
  for (std::uint32_t k = 0; k < 9; ++k)
    for (std::uint32_t j = 1; j <= height; ++j) scene.set(i, j, k);
}

/// The mean of one column of the floor's pixels, over all rows.
double column_mean(const AbiScene& scene, std::uint32_t x, std::uint32_t channel = 0) {
  double sum = 0;
  for (std::uint32_t y = 0; y < 9; ++y) sum += static_cast<double>(scene.sample(x, y, channel));
  return sum / 9;
}

}  // namespace

TEST_CASE("paths that leave an open plate gather all of the ambient light", "[plugins]") {
  TestRenderer renderer("embree", R"({"bounces": 4, "samples": 8})");
  AbiScene scene = floor_from_above(0.5f);
  scene.add_light(IGGAN_LIGHT_AMBIENT, 0.8f);
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  for (std::uint32_t x = 0; x < 9; ++x) CHECK(scene.sample(x, 4, 0) == Approx(0.4));
}

TEST_CASE("in a white furnace nothing can be distinguished from its surroundings", "[plugins]") {
  TestRenderer renderer("embree", R"({"bounces": 16, "samples": 64})");
  TestRenderer one_bounce("embree", R"({"bounces": 1, "samples": 64})");
  AbiScene scene = floor_from_above(1);
  add_wall(scene, 0, 7);
  add_wall(scene, 8, 7);
  scene.add_light(IGGAN_LIGHT_AMBIENT, 1);
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(column_mean(scene, 1) == Approx(1).margin(0.01));
  CHECK(column_mean(scene, 4) == Approx(1).margin(0.01));
  REQUIRE(one_bounce.render({scene.job()}) == IGGAN_OK);
  CHECK(column_mean(scene, 1) < 0.8);  // light from further bounces is lost
}

TEST_CASE("a lit red wall colours the floor next to it", "[plugins]") {
  TestRenderer renderer("embree", R"({"bounces": 1, "samples": 64})");
  AbiScene scene = floor_from_above(1);
  add_wall(scene, 0, 6);
  scene.albedo.assign(3 * scene.occupancy.size(), 255);
  for (std::uint32_t k = 0; k < 9; ++k)
    for (std::uint32_t j = 1; j < 8; ++j)
      for (std::uint32_t c = 1; c < 3; ++c) scene.albedo[3 * ((k * 8 + j) * 9) + c] = 0;
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight, {-1, -1, 0});  // onto wall and floor
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(column_mean(scene, 1, 0) > column_mean(scene, 1, 1) + 0.1);
  CHECK(column_mean(scene, 1, 0) - column_mean(scene, 1, 1) >
        4 * (column_mean(scene, 7, 0) - column_mean(scene, 7, 1)));
}

TEST_CASE("a broad light's shadow has a soft edge: only the visible part of the light counts",
          "[plugins]") {
  // Light along (1, -1, 0) over a wall of height 3 at x = 0: a sharp edge at x = 4 on the floor's
  // top. There, half of a broad light is visible; far away, all of it; at the foot of the wall,
  // none.
  const std::string soft = R"({"shadows": true, "light_radius": 0.3, "samples": 1024})";
  TestRenderer renderer("embree", soft), sharp("embree", R"({"shadows": true})");
  AbiScene scene(9, 8, 9, 72, 72);
  for (std::uint32_t k = 0; k < 9; ++k)
    for (std::uint32_t i = 0; i < 9; ++i) scene.set(i, 0, k);
  add_wall(scene, 0, 3);
  scene.look({0, 1, 0}, {0, 0, -1}, 20);
  scene.camera.ymag = 4.5f;
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight * 1.41421356f, {1, -1, 0});
  REQUIRE(sharp.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(31, 36, 0) == 0);
  CHECK(scene.sample(32, 36, 0) == Approx(0.5));
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(9, 36, 0) < 0.02f);
  CHECK(scene.sample(32, 36, 0) == Approx(0.25).margin(0.05));
  CHECK(scene.sample(64, 36, 0) == Approx(0.5).margin(0.03));
  for (std::uint32_t x = 12; x < 60; x += 6)
    CHECK(scene.sample(x, 36, 0) <= scene.sample(x + 6, 36, 0) + 0.04f);
}

TEST_CASE("a broad light gives a surface that faces it as much light as a narrow one",
          "[plugins]") {
  const double radius = GENERATE(0.1, 1.0, 5.0);
  TestRenderer renderer("embree",
                        R"({"samples": 4096, "light_radius": )" + std::to_string(radius) + "}");
  AbiScene scene = floor_from_above(0.5f);
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight, {0, -1, 0});
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(column_mean(scene, 4) == Approx(0.5).epsilon(0.01));
}

TEST_CASE("a random picture depends only on its seed", "[plugins]") {
  const std::string params = R"({"bounces": 3, "samples": 2, "light_radius": 0.2})";
  const auto make = [] {
    AbiScene scene = floor_from_above(0.7f);
    add_wall(scene, 2, 5);
    scene.add_light(IGGAN_LIGHT_AMBIENT, 0.3f);
    scene.add_light(IGGAN_LIGHT_POINT, 20, {4, 7, 4});
    return scene;
  };
  AbiScene first = make(), again = make(), other = make();
  other.seed = 7;
  TestRenderer one("embree", params, 1), three("embree", params, 3);
  REQUIRE(one.render({first.job()}) == IGGAN_OK);
  REQUIRE(three.render({other.job(), again.job()}) == IGGAN_OK);
  CHECK(again.bytes == first.bytes);
  CHECK(other.bytes != first.bytes);
}
