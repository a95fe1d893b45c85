#pragma once
#include <array>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Cells low <= c < high along x, y, z.
struct CellBox {
  std::array<int, 3> low{}, high{};
  [[nodiscard]] bool empty() const { return low[0] >= high[0]; }
};

/// The smallest box around the solid cells; empty (all zero) for an empty grid.
[[nodiscard]] CellBox bounding_box(const GridView& grid);

/// Sets every cell of the box; the box must lie inside the grid.
void fill_box(VoxelGrid& grid, const CellBox& box);

}  // namespace iggan
