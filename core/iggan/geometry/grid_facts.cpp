#include <iggan/geometry/grid_facts.h>

#include <algorithm>
#include <array>
#include <vector>

namespace iggan {
namespace {

enum class Neighbours { faces, all };

/// The indices of all voxels that are connected to (x, y, z) and have the same occupancy; marks
/// them as seen.
std::vector<std::size_t> component_at(const VoxelGrid& grid, int x, int y, int z,
                                      Neighbours neighbours, std::vector<std::uint8_t>& seen) {
  const bool value = grid.at(x, y, z);
  std::vector<std::array<int, 3>> pending{{x, y, z}};
  seen[grid.index(x, y, z)] = 1;
  std::vector<std::size_t> cells;
  while (!pending.empty()) {
    const auto [cx, cy, cz] = pending.back();
    pending.pop_back();
    cells.push_back(grid.index(cx, cy, cz));
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          if (neighbours == Neighbours::faces && dx * dx + dy * dy + dz * dz != 1) continue;
          const int nx = cx + dx, ny = cy + dy, nz = cz + dz;
          if (nx < 0 || ny < 0 || nz < 0 || nx >= grid.nx || ny >= grid.ny || nz >= grid.nz)
            continue;
          if (seen[grid.index(nx, ny, nz)] != 0 || grid.at(nx, ny, nz) != value) continue;
          seen[grid.index(nx, ny, nz)] = 1;
          pending.push_back({nx, ny, nz});
        }
  }
  return cells;
}

bool on_border(const VoxelGrid& grid, int x, int y, int z) {
  return x == 0 || y == 0 || z == 0 || x == grid.nx - 1 || y == grid.ny - 1 || z == grid.nz - 1;
}

template <class Visit>
void for_each_voxel(const VoxelGrid& grid, const Visit& visit) {
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x) visit(x, y, z);
}

}  // namespace

GridFacts facts_of(const VoxelGrid& grid) {
  GridFacts facts;
  facts.occupied = grid.count();
  if (grid.size() == 0) return facts;
  facts.fill = static_cast<double>(facts.occupied) / static_cast<double>(grid.size());
  std::vector<std::uint8_t> seen(grid.size());
  std::size_t largest = 0, outside = 0;
  for_each_voxel(grid, [&](int x, int y, int z) {
    if (seen[grid.index(x, y, z)] != 0) return;
    if (grid.at(x, y, z)) {
      ++facts.components;
      largest = std::max(largest, component_at(grid, x, y, z, Neighbours::all, seen).size());
    } else if (on_border(grid, x, y, z)) {
      outside += component_at(grid, x, y, z, Neighbours::faces, seen).size();
    }
  });
  facts.voids = grid.size() - facts.occupied - outside;
  if (facts.occupied > 0)
    facts.largest_fraction = static_cast<double>(largest) / static_cast<double>(facts.occupied);
  return facts;
}

WithoutCrumbs without_crumbs(const SoftShape& shape, double smallest) {
  const VoxelGrid& grid = shape.solid;
  WithoutCrumbs result{shape};
  std::vector<std::uint8_t> seen(grid.size());
  std::vector<std::vector<std::size_t>> pieces;
  std::size_t largest = 0;
  for_each_voxel(grid, [&](int x, int y, int z) {
    if (seen[grid.index(x, y, z)] != 0 || !grid.at(x, y, z)) return;
    pieces.push_back(component_at(grid, x, y, z, Neighbours::all, seen));
    largest = std::max(largest, pieces.back().size());
  });
  const double least = smallest * double(grid.count());
  for (const auto& piece : pieces) {
    if (piece.size() == largest || double(piece.size()) >= least) continue;
    for (const std::size_t cell : piece) result.shape.solid.occupancy[cell] = 0;
    ++result.pieces;
    result.voxels += piece.size();
  }
  return result;
}

}  // namespace iggan
