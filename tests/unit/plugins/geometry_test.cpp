#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "support/plugin_under_test.h"

namespace {

using Direction = std::vector<float>;

/// Where a picture's columns and rows lie in a grid that is seen along an axis.
struct AxisView {
  Direction back, up;
  [[nodiscard]] Direction right() const {
    return {up[1] * back[2] - up[2] * back[1], up[2] * back[0] - up[0] * back[2],
            up[0] * back[1] - up[1] * back[0]};
  }
};

const std::vector<AxisView> kSixViews = {{{0, 0, 1}, {0, 1, 0}},  {{0, 0, -1}, {0, 1, 0}},
                                         {{1, 0, 0}, {0, 1, 0}},  {{-1, 0, 0}, {0, 1, 0}},
                                         {{0, 1, 0}, {0, 0, -1}}, {{0, -1, 0}, {0, 0, 1}}};

int axis_of(const Direction& d) {
  return d[0] != 0 ? 0 : d[1] != 0 ? 1 : 2;
}

/// The cell index along `direction` at `step` cells from where the direction comes.
int along(const Direction& direction, int step, int count) {
  return direction[static_cast<std::size_t>(axis_of(direction))] > 0 ? step : count - 1 - step;
}

bool column_has_solid(const TestScene& scene, const AxisView& view, int column, int row) {
  const int size[3] = {static_cast<int>(scene.grid.nx), static_cast<int>(scene.grid.ny),
                       static_cast<int>(scene.grid.nz)};
  const int r = axis_of(view.right()), u = axis_of(view.up), b = axis_of(view.back);
  int cell[3];
  cell[r] = along(view.right(), column, size[r]);
  cell[u] = along(view.up, size[u] - 1 - row, size[u]);  // row 0 is the top
  for (cell[b] = 0; cell[b] < size[b]; ++cell[b])
    if (scene.solid(cell[0], cell[1], cell[2])) return true;
  return false;
}

/// Arms of 2, 3 and 4 voxels from a corner: no axis swap, mirror or flip leaves it the same.
TestScene three_arms(const AxisView& view, std::uint32_t pixels_per_voxel) {
  const std::uint32_t size[3] = {5, 7, 11};
  const auto wide = size[axis_of(view.right())], high = size[axis_of(view.up)];
  TestScene scene(size[0], size[1], size[2], wide * pixels_per_voxel, high * pixels_per_voxel);
  for (std::uint32_t i = 0; i <= 2; ++i) scene.set(1 + i, 2, 3);
  for (std::uint32_t j = 0; j <= 3; ++j) scene.set(1, 2 + j, 3);
  for (std::uint32_t k = 0; k <= 4; ++k) scene.set(1, 2, 3 + k);
  scene.look(view.back, view.up, 50);
  scene.camera.ymag = static_cast<float>(high) / 2;
  return scene;
}

}  // namespace

TEST_CASE("a shape with three arms has the right silhouette in six views", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const auto view = GENERATE(from_range(kSixViews));
  const std::uint32_t scale = GENERATE(1u, 2u, 3u);
  TestRenderer renderer(name);
  TestScene scene = three_arms(view, scale);
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  int wrong = 0;
  for (std::uint32_t y = 0; y < scene.image.height; ++y)
    for (std::uint32_t x = 0; x < scene.image.width; ++x) {
      const bool expected =
          column_has_solid(scene, view, static_cast<int>(x / scale), static_cast<int>(y / scale));
      if (scene.sample(x, y, 3) != (expected ? 1.0f : 0.0f)) ++wrong;
    }
  CHECK(wrong == 0);
}

TEST_CASE("row 0 of a picture is its top", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  TestScene scene(2, 2, 1, 2, 2);
  scene.set(0, 1, 0);  // upper left as seen from +Z
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(0, 0, 3) == 1);
  CHECK(scene.sample(1, 0, 3) == 0);
  CHECK(scene.sample(0, 1, 3) == 0);
  CHECK(scene.sample(1, 1, 3) == 0);
}

TEST_CASE("a ray along the plane between two voxels sees the one on the upper side", "[plugins]") {
  // Pixel centres fall on x = 1 exactly; cells are half open, so voxel 1 owns the plane.
  const std::string name = GENERATE("raster", "embree");
  const std::uint32_t voxel = GENERATE(0u, 1u);
  TestRenderer renderer(name);
  TestScene scene(2, 1, 1, 1, 1);
  scene.set(voxel, 0, 0);
  scene.camera.ymag = 0.25f;
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.sample(0, 0, 3) == (voxel == 1 ? 1.0f : 0.0f));
}

TEST_CASE("in perspective a face spans the pixels that its depth says", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  TestScene scene(1, 1, 1, 60, 38);
  scene.set(0, 0, 0);
  scene.look({0, 0, 1}, {0, 1, 0}, 10);
  scene.camera.kind = IGGAN_CAMERA_PERSPECTIVE;
  scene.camera.yfov = 2 * std::atan(0.1f);
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  // The face is 9.5 away, where 38 rows show 2 * 9.5 * 0.1 = 1.9 units: 20 pixels a unit.
  int wrong = 0;
  for (std::uint32_t y = 0; y < 38; ++y)
    for (std::uint32_t x = 0; x < 60; ++x) {
      const bool expected = x >= 20 && x < 40 && y >= 9 && y < 29;
      if (scene.sample(x, y, 3) != (expected ? 1.0f : 0.0f)) ++wrong;
    }
  CHECK(wrong == 0);
}

TEST_CASE("the near plane cuts a solid open and the far plane hides it", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  TestScene scene(1, 1, 4, 1, 1);
  for (std::uint32_t k = 0; k < 4; ++k) scene.set(0, 0, k);
  scene.look({0, 0, 1}, {0, 1, 0}, 10);  // the camera is at z = 12
  scene.camera.ymag = 0.5f;
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 3.14159265f, {0, 0, -1});

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

TEST_CASE("an empty grid shows exactly the background", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  TestScene scene(4, 3, 2, 5, 3);
  const float background[4] = {0.25f, 0.5f, 0.75f, 0.5f};
  std::memcpy(scene.background, background, sizeof background);
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  for (std::uint32_t y = 0; y < 3; ++y)
    for (std::uint32_t x = 0; x < 5; ++x) {
      for (std::uint32_t c = 0; c < 3; ++c) CHECK(scene.sample(x, y, c) == background[c] * 0.5f);
      CHECK(scene.sample(x, y, 3) == 0.5f);
    }
}

TEST_CASE("a grid's matrix moves, turns, mirrors and stretches it", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  TestScene scene(2, 1, 1, 8, 8);  // shows [-4, 4] x [-4, 4], one unit a pixel
  scene.set(0, 0, 0);
  scene.camera.ymag = 4;
  scene.camera.to_world[12] = scene.camera.to_world[13] = 0;
  // i goes to 3 down from y = 2, j goes to 2 left from x = 1, k stays.
  const float matrix[16] = {0, -3, 0, 0, -2, 0, 0, 0, 0, 0, 1, 0, 1, 2, 0, 1};
  std::memcpy(scene.grid.to_world, matrix, sizeof matrix);
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  int wrong = 0;
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x) {
      const double wx = x - 3.5, wy = 3.5 - y;
      const bool expected = wx > -1 && wx < 1 && wy > -1 && wy < 2;
      if (scene.sample(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 3) !=
          (expected ? 1.0f : 0.0f))
        ++wrong;
    }
  CHECK(wrong == 0);
}

TEST_CASE("permuted and padded voxel strides give the same picture", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  const AxisView view{{0.6f, 0, 0.8f}, {0, 1, 0}};
  TestScene plain = three_arms({{0, 0, 1}, {0, 1, 0}}, 4),
            strided = three_arms({{0, 0, 1}, {0, 1, 0}}, 4);
  plain.look(view.back, view.up, 50);
  strided.look(view.back, view.up, 50);
  plain.add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {1, -2, -3});
  strided.add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {1, -2, -3});
  REQUIRE(renderer.render({plain.job()}) == IGGAN_OK);
  std::vector<std::uint8_t> cells(5 * 400, 77);  // padding looks solid; solid is any value but 0
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 7; ++j)
      for (int k = 0; k < 11; ++k)
        cells[static_cast<std::size_t>(i * 400 + j * 50 + k * 3)] = plain.solid(i, j, k) ? 255 : 0;
  iggan_job job = strided.job();
  strided.grid.occupancy = cells.data();
  strided.grid.occ_stride[0] = 400, strided.grid.occ_stride[1] = 50, strided.grid.occ_stride[2] = 3;
  REQUIRE(renderer.render({job}) == IGGAN_OK);
  CHECK(plain.bytes == strided.bytes);
}
