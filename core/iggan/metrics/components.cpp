#include <iggan/metrics/components.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace iggan {
namespace {

using Cell = std::array<int, 3>;

std::vector<Cell> neighbour_offsets(Connectivity connectivity) {
  std::vector<Cell> offsets;
  for (int dz = -1; dz <= 1; ++dz)
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const int steps = std::abs(dx) + std::abs(dy) + std::abs(dz);
        if (steps == 1 || (steps > 1 && connectivity == Connectivity::corners))
          offsets.push_back({dx, dy, dz});
      }
  return offsets;
}

/// Takes the piece around `start` out of `left` and returns its cells' number.
std::size_t take_piece(VoxelGrid& left, const Cell& start, const std::vector<Cell>& offsets) {
  std::vector<Cell> open{start};
  left.set(start[0], start[1], start[2], false);
  std::size_t size = 0;
  while (!open.empty()) {
    const Cell cell = open.back();
    open.pop_back();
    ++size;
    for (const Cell& offset : offsets) {
      const Cell next{cell[0] + offset[0], cell[1] + offset[1], cell[2] + offset[2]};
      if (!left.solid(next[0], next[1], next[2])) continue;
      left.set(next[0], next[1], next[2], false);
      open.push_back(next);
    }
  }
  return size;
}

}  // namespace

Components connected_components(const VoxelGrid& grid, Connectivity connectivity) {
  const std::vector<Cell> offsets = neighbour_offsets(connectivity);
  VoxelGrid left = grid;
  Components components;
  std::size_t largest = 0;
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x) {
        if (!left.at(x, y, z)) continue;
        ++components.count;
        largest = std::max(largest, take_piece(left, {x, y, z}, offsets));
      }
  if (largest > 0)
    components.largest_share = static_cast<double>(largest) / static_cast<double>(grid.count());
  return components;
}

}  // namespace iggan
