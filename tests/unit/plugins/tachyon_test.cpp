#include <support/catch.h>

#include <filesystem>
#include <string>

#include "support/optional_renderer.h"

namespace {

/// A floor of 9 x 9 voxels with a wall of `height` on its left side, seen from above, one pixel per
/// voxel; +x to the right, +z down.
AbiScene floor_by_a_wall(std::uint32_t height) {
  AbiScene scene(9, 8, 9, 9, 9);
  for (std::uint32_t k = 0; k < 9; ++k) {
    for (std::uint32_t i = 0; i < 9; ++i) scene.set(i, 0, k);
    for (std::uint32_t j = 1; j <= height; ++j) scene.set(0, j, k);
  }
  scene.look({0, 1, 0}, {0, 0, -1}, 20);
  scene.camera.ymag = 4.5f;
  return scene;
}

/// The picture that Tachyon would leave behind by default.
std::filesystem::file_time_type time_of_picture() {
  std::error_code absent;
  return std::filesystem::last_write_time("/tmp/outfile.tga", absent);
}

}  // namespace

TEST_CASE("Tachyon's ambient occlusion darkens a corner and leaves an open floor", "[tachyon]") {
  SKIP_WITHOUT_RENDERER("tachyon");
  TestRenderer plain("tachyon"), occluded("tachyon", R"({"ambient_occlusion": 256})");
  AbiScene scene = floor_by_a_wall(7), open = floor_by_a_wall(0);
  scene.add_light(IGGAN_LIGHT_AMBIENT, 0.8f);
  open.add_light(IGGAN_LIGHT_AMBIENT, 0.8f);
  REQUIRE(plain.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(1, 4, 0) == Approx(0.4));
  REQUIRE(occluded.render({scene.job(), open.job()}) == IGGAN_OK);
  // 256 rays over the hemisphere, weighted by the cosine: one standard deviation is 4 %.
  CHECK(open.sample(4, 4, 0) == Approx(0.4).margin(0.05));
  CHECK(scene.sample(1, 4, 0) < 0.75f * open.sample(1, 4, 0));
  CHECK(scene.sample(1, 4, 0) > 0.25f * open.sample(1, 4, 0));
  CHECK(scene.sample(8, 4, 0) > scene.sample(1, 4, 0));
}

TEST_CASE("Tachyon casts shadows when requested, but not for occlusion alone", "[tachyon]") {
  SKIP_WITHOUT_RENDERER("tachyon");
  const auto lit = [](const std::string& params) {
    TestRenderer renderer("tachyon", params);
    AbiScene scene = floor_by_a_wall(4);
    scene.add_light(IGGAN_LIGHT_AMBIENT, 0.2f);
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight, {1, -1, 0});  // from beyond the wall
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    return std::pair(scene.sample(2, 4, 0), scene.sample(7, 4, 0));
  };
  constexpr double kSun = 0.5 * 0.70710678;
  const auto [near_wall, far_off] = lit("{}");
  CHECK(near_wall == Approx(0.1 + kSun).margin(1e-5));
  CHECK(far_off == Approx(0.1 + kSun).margin(1e-5));
  const auto [in_shadow, in_sun] = lit(R"({"shadows": true})");
  CHECK(in_shadow == Approx(0.1).margin(1e-5));
  CHECK(in_sun == Approx(0.1 + kSun).margin(1e-5));
  const auto [occluded, open] = lit(R"({"ambient_occlusion": 64})");
  CHECK(occluded > 0.9 * kSun);
  CHECK(open > occluded);
  const auto [both, neither] = lit(R"({"ambient_occlusion": 64, "shadows": true})");
  CHECK(both < 0.1);
  CHECK(neither == Approx(open));
}

TEST_CASE("Tachyon's light keeps its colours, even dark channels", "[tachyon]") {
  SKIP_WITHOUT_RENDERER("tachyon");
  TestRenderer renderer("tachyon");
  AbiScene scene = floor_by_a_wall(0);
  scene.add_light(IGGAN_LIGHT_AMBIENT, 1);
  scene.lights[0].rgb[0] = 0.4f, scene.lights[0].rgb[1] = 0.1f, scene.lights[0].rgb[2] = 0;
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight, {0, -3, 0});
  scene.lights[1].rgb[0] = 0;
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(4, 4, 0) == Approx(0.2).margin(1e-5));
  CHECK(scene.sample(4, 4, 1) == Approx(0.05 + 0.5).margin(1e-5));
  CHECK(scene.sample(4, 4, 2) == Approx(0.5).margin(1e-5));
}

TEST_CASE("a lamp in front of the camera lights but is not seen, and grazing light counts",
          "[tachyon]") {
  SKIP_WITHOUT_RENDERER("tachyon");
  TestRenderer renderer("tachyon");
  AbiScene scene = floor_by_a_wall(0);
  SECTION("a lamp") {
    scene.add_light(IGGAN_LIGHT_POINT, kFullLight, {4.5f, 1 + 2, 4.5f});  // over the middle pixel
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    CHECK(scene.sample(4, 4, 0) == Approx(0.5 / 4).margin(1e-5));
  }
  SECTION("a strong light at a thousandth of a radian") {
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 100 * kFullLight, {1, -0.001f, 0});
    REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
    CHECK(scene.sample(4, 4, 0) == Approx(0.05).margin(1e-4));
  }
}

TEST_CASE("Tachyon does not leave its own picture file behind", "[tachyon]") {
  SKIP_WITHOUT_RENDERER("tachyon");
  const auto before = time_of_picture();
  TestRenderer renderer("tachyon");
  AbiScene scene = small_scene(0, 64);
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(time_of_picture() == before);
}
