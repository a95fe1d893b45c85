#pragma once
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// What a manifest tells of a grid.
struct GridFacts {
  std::size_t occupied = 0;     // voxels
  double fill = 0;              // occupied / all voxels
  std::size_t components = 0;   // solids that touch by no face, edge or corner
  double largest_fraction = 0;  // of the occupied voxels, in the largest component
  std::size_t voids = 0;        // empty voxels that no path through faces joins to the outside
};

[[nodiscard]] GridFacts facts_of(const VoxelGrid& grid);

}  // namespace iggan
