#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// The occupancy of a grid, one bit per cell in the grid's own order, for fast overlaps.
struct PackedGrid {
  int nx = 0, ny = 0, nz = 0;
  std::vector<std::uint64_t> words;
  std::size_t count = 0;  // solid cells; more than the set bits if cells are outside the window
};

/// Packs the occupancy.
[[nodiscard]] PackedGrid pack(const VoxelGrid& grid);

/// The window of nx x ny x nz cells in the middle of a grid that is larger by an even number along
/// each axis; `count` includes the cells outside the window, so that they count in a union.
[[nodiscard]] PackedGrid pack_middle(const VoxelGrid& grid, int nx, int ny, int nz);

/// The number of cells that are solid in both; the sizes must be equal.
[[nodiscard]] std::size_t overlap(const PackedGrid& a, const PackedGrid& b);

}  // namespace iggan
