#pragma once
#include <iggan/geometry/bit_grid.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Reduces a fine solid by a whole factor so that what is thinner than a voxel (legs, slats,
/// sheets) stays, and thick parts keep their size: a voxel is on when at least half of it is solid,
/// or when it holds the core of a thin part and 18 % of it is solid; then what is still lost is
/// repaired.
/// @param solid   fine cells; its edge is (voxels + 2 * skip) * factor.
/// @param factor  fine cells along a voxel's edge, at least 2.
/// @param skip    voxels left out on every side.
[[nodiscard]] VoxelGrid downsample_solid(const BitGrid& solid, int factor, int skip = 0);

/// Reduces a coarse grid by a whole factor in the same way.
/// @throws DataError unless the grid is a cube and `size` divides its edge.
[[nodiscard]] VoxelGrid downsample_grid(const VoxelGrid& grid, int size);

}  // namespace iggan
