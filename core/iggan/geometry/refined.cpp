#include <iggan/geometry/refined.h>

#include <algorithm>

#include <iggan/base/error.h>

namespace iggan {

VoxelGrid refined(const VoxelGrid& grid, int factor) {
  IGGAN_CHECK(factor >= 1);
  VoxelGrid fine(factor * grid.nx, factor * grid.ny, factor * grid.nz);
  fine.albedo.resize(grid.albedo.empty() ? 0 : 3 * fine.size());
  for (int z = 0; z < fine.nz; ++z)
    for (int y = 0; y < fine.ny; ++y)
      for (int x = 0; x < fine.nx; ++x) {
        const std::size_t from = grid.index(x / factor, y / factor, z / factor);
        const std::size_t to = fine.index(x, y, z);
        fine.occupancy[to] = grid.occupancy[from];
        if (!grid.albedo.empty())
          std::copy_n(grid.albedo.data() + 3 * from, 3, fine.albedo.data() + 3 * to);
      }
  return fine;
}

}  // namespace iggan
