#include <support/catch.h>

#include <iggan/geometry/grid_facts.h>

#include "support/boxes.h"

using iggan::VoxelGrid;

namespace {

/// A box of 64 voxels, a crumb of 2 next to it, and a voxel that touches the box only at a corner.
VoxelGrid box_with_crumbs() {
  VoxelGrid grid = box(16, {4, 4, 4}, {8, 8, 8});
  grid.set(12, 4, 4, true);
  grid.set(12, 5, 4, true);
  grid.set(8, 8, 8, true);
  return grid;
}

}  // namespace

TEST_CASE("crumbs are the pieces below a share of the solid", "[geometry]") {
  const VoxelGrid grid = box_with_crumbs();
  const auto clean = iggan::without_crumbs(grid, 0.05);  // 3.35 voxels
  CHECK(clean.pieces == 1);
  CHECK(clean.voxels == 2);
  CHECK(clean.shape.solid.count() == 65);
  CHECK(clean.shape.solid.at(8, 8, 8));
  CHECK_FALSE(clean.shape.solid.at(12, 4, 4));
  CHECK(iggan::without_crumbs(grid, 0.02).shape.solid == grid);  // 1.34 voxels
  CHECK(iggan::without_crumbs(grid, 0).shape.solid == grid);
}

TEST_CASE("the largest piece stays whatever the share, and an empty grid stays empty",
          "[geometry]") {
  const auto clean = iggan::without_crumbs(box_with_crumbs(), 1);
  CHECK(clean.shape.solid.count() == 65);
  CHECK(clean.pieces == 1);
  CHECK(iggan::without_crumbs(VoxelGrid::cube(8), 0.5).pieces == 0);
}
