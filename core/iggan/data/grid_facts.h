#pragma once
#include <iggan/scene/voxel_grid.h>

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

/// Intersection over union of the occupied voxels of two grids of the same size; 1 for two empty
/// ones.
[[nodiscard]] double intersection_over_union(const VoxelGrid& a, const VoxelGrid& b);

/// The grid turned about +Y by a number of quarter turns; a positive one takes +Z to +X.
[[nodiscard]] VoxelGrid quarter_turned(const VoxelGrid& cube, int quarter_turns);

}  // namespace iggan
