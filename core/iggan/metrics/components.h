#pragma once
#include <cstddef>

#include <iggan/scene/voxel_grid.h>

namespace iggan {

enum class Connectivity { faces, corners };  // 6 neighbours, or 26

/// The pieces that a solid falls into.
struct Components {
  std::size_t count = 0;     // 0 for an empty grid
  double largest_share = 0;  // of all solid cells, in [0, 1]; 0 for an empty grid
};

[[nodiscard]] Components connected_components(const VoxelGrid& grid, Connectivity connectivity);

}  // namespace iggan
