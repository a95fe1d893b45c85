#include <iggan/geometry/bounding_box.h>

#include <algorithm>

namespace iggan {

CellBox bounding_box(const GridView& grid) {
  CellBox box{{grid.nx, grid.ny, grid.nz}, {0, 0, 0}};
  const std::uint8_t* cell_value = grid.occupancy;
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x) {
        if (*cell_value++ == 0) continue;
        const std::array<int, 3> cell{x, y, z};
        for (std::size_t k = 0; k < 3; ++k) {
          box.low[k] = std::min(box.low[k], cell[k]);
          box.high[k] = std::max(box.high[k], cell[k] + 1);
        }
      }
  return box.empty() ? CellBox{} : box;
}

void fill_box(VoxelGrid& grid, const CellBox& box) {
  for (int z = box.low[2]; z < box.high[2]; ++z)
    for (int y = box.low[1]; y < box.high[1]; ++y)
      for (int x = box.low[0]; x < box.high[0]; ++x) grid.set(x, y, z, true);
}

}  // namespace iggan
