#include <iggan/geometry/voxel_grid.h>

#include <algorithm>
#include <numeric>

namespace iggan {

VoxelGrid::VoxelGrid(int size_x, int size_y, int size_z)
    : nx(size_x),
      ny(size_y),
      nz(size_z),
      occupancy(static_cast<std::size_t>(size_x) * static_cast<std::size_t>(size_y) *
                static_cast<std::size_t>(size_z)) {}

std::size_t VoxelGrid::count() const {
  return std::accumulate(occupancy.begin(), occupancy.end(), std::size_t{0},
                         [](std::size_t sum, std::uint8_t cell) { return sum + (cell != 0); });
}

GridView::GridView(const VoxelGrid& grid)
    : nx(grid.nx),
      ny(grid.ny),
      nz(grid.nz),
      occupancy(grid.occupancy.data()),
      albedo(grid.albedo.empty() ? nullptr : grid.albedo.data()) {}

Mat4 unit_cube_to_world(int nx, int ny, int nz) {
  const float scale = 1.0f / static_cast<float>(std::max({nx, ny, nz}));
  Mat4 m{};
  m[0] = m[5] = m[10] = scale;
  m[12] = -0.5f * scale * static_cast<float>(nx);
  m[13] = -0.5f * scale * static_cast<float>(ny);
  m[14] = -0.5f * scale * static_cast<float>(nz);
  m[15] = 1.0f;
  return m;
}

}  // namespace iggan
