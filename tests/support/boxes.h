#pragma once
#include <array>

#include <iggan/geometry/bounding_box.h>
#include <iggan/geometry/voxel_grid.h>

/// A cube grid of edge n with the cells from low to high (exclusive) filled.
inline iggan::VoxelGrid box(int n, std::array<int, 3> low, std::array<int, 3> high) {
  iggan::VoxelGrid grid = iggan::VoxelGrid::cube(n);
  iggan::fill_box(grid, {low, high});
  return grid;
}
