#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/geometry/voxel_iou.h>

#include "support/boxes.h"

using iggan::VoxelGrid;

TEST_CASE("voxel IoU of overlapping boxes is their common share", "[metrics]") {
  const auto a = box(5, {0, 0, 0}, {2, 3, 4});  // 24 cells
  const auto b = box(5, {1, 0, 0}, {4, 3, 1});  // 9 cells, 3 in common
  CHECK(iggan::voxel_iou(a, b) == Approx(3.0 / 30.0));
  CHECK(iggan::voxel_iou(a, a) == 1.0);
  CHECK(iggan::voxel_iou(a, box(5, {2, 0, 0}, {5, 5, 5})) == 0.0);
}

TEST_CASE("voxel IoU is one for two empty grids, and zero for an empty and a solid one",
          "[metrics]") {
  const auto solid = box(3, {0, 0, 0}, {1, 1, 1});
  CHECK(iggan::voxel_iou(VoxelGrid::cube(3), VoxelGrid::cube(3)) == 1.0);
  CHECK(iggan::voxel_iou(VoxelGrid::cube(3), solid) == 0.0);
}

TEST_CASE("voxel IoU of noise equals a count by hand", "[metrics]") {
  iggan::Rng rng(5);
  VoxelGrid a(7, 5, 9), b(7, 5, 9);  // 315 cells: the last word is partly used
  std::size_t both = 0, any = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    a.occupancy[i] = rng.uniform() < 0.3;
    b.occupancy[i] = rng.uniform() < 0.6;
    both += a.occupancy[i] && b.occupancy[i];
    any += a.occupancy[i] || b.occupancy[i];
  }
  CHECK(iggan::voxel_iou(a, b) == Approx(static_cast<double>(both) / static_cast<double>(any)));
}

TEST_CASE("voxel IoU refuses grids of different sizes and names both", "[metrics]") {
  CHECK_THROWS_AS(iggan::voxel_iou(VoxelGrid(2, 3, 4), VoxelGrid(4, 3, 2)), iggan::DataError);
  CHECK_THROWS_WITH(iggan::air_iou(VoxelGrid(2, 3, 4), VoxelGrid(4, 3, 2)), Contains("2x3x4"));
}

TEST_CASE("the air of an L is the empty corner of its bounding box", "[metrics]") {
  VoxelGrid seat = box(6, {1, 1, 1}, {5, 2, 4});  // 4 x 1 x 3 cells
  iggan::fill_box(seat, {{1, 2, 1}, {5, 4, 2}});  // its back, two cells up
  const VoxelGrid air = iggan::air_of(seat);      // box 4 x 3 x 3 = 36, minus 12 and 8
  CHECK(air.count() == 16);
  CHECK(air.at(1, 2, 2));
  CHECK_FALSE(air.at(1, 2, 1));
  CHECK_FALSE(air.at(0, 2, 2));  // outside the box
}

TEST_CASE("air IoU compares the hollows of two seats", "[metrics]") {
  VoxelGrid a = box(6, {1, 1, 1}, {5, 2, 4});
  iggan::fill_box(a, {{1, 2, 1}, {5, 4, 2}});  // air: x 1-4, y 2-3, z 2-3: 16 cells
  VoxelGrid b = box(6, {1, 1, 1}, {5, 2, 4});
  iggan::fill_box(b, {{1, 2, 1}, {5, 3, 2}});  // a lower back: air y 2, z 2-3: 8 cells, all common
  CHECK(iggan::air_iou(a, b) == Approx(8.0 / 16.0));
  CHECK(iggan::air_iou(a, a) == 1.0);
}

TEST_CASE("cuboids score no air IoU, not even with each other", "[metrics]") {
  const auto cuboid = box(6, {1, 1, 1}, {5, 2, 4});
  VoxelGrid seat = cuboid;
  iggan::fill_box(seat, {{1, 2, 1}, {5, 4, 2}});
  CHECK(iggan::air_iou(cuboid, cuboid) == 0.0);
  CHECK(iggan::air_iou(cuboid, seat) == 0.0);
  CHECK(iggan::air_iou(VoxelGrid::cube(6), VoxelGrid::cube(6)) == 0.0);
}

TEST_CASE("a packed window counts what is outside it", "[metrics]") {
  const auto wide = box(6, {0, 2, 2}, {4, 4, 4});               // 16 cells
  const auto window = iggan::pack_middle(wide, 2, 2, 2);        // cells 2 and 3 along each axis
  const auto full = iggan::pack(box(2, {0, 0, 0}, {2, 2, 2}));  // 8 cells
  CHECK(window.count == 16);
  CHECK(iggan::overlap(window, full) == 8);
  CHECK(iggan::voxel_iou(window, full) == Approx(8.0 / 16.0));
}

TEST_CASE("the bounding box hugs the solid and is empty without one", "[metrics]") {
  VoxelGrid grid(4, 5, 6);
  CHECK(iggan::bounding_box(grid).empty());
  grid.set(1, 4, 2, true);
  grid.set(3, 2, 5, true);
  const auto found = iggan::bounding_box(grid);
  CHECK(found.low == std::array<int, 3>{1, 2, 2});
  CHECK(found.high == std::array<int, 3>{4, 5, 6});
}
