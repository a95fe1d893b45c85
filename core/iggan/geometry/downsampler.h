#pragma once
#include <iggan/geometry/bit_grid.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Reduces a fine solid by a whole factor so that parts thinner than a voxel (legs, slats, sheets)
/// survive and thick parts keep their size. A voxel is on if at least half of it is solid, or if it
/// contains the core of a thin part and at least 18 % of it is solid. Parts that are still lost are
/// then restored.
/// @param solid   fine cells; the edge of this grid is (voxels + 2 * skip) * factor.
/// @param factor  fine cells along a voxel's edge, at least 2.
/// @param skip    voxels left out on every side.
[[nodiscard]] VoxelGrid downsample_solid(const BitGrid& solid, int factor, int skip = 0);

/// Reduces a coarse grid by a whole factor in the same way.
/// @throws DataError unless the grid is a cube and `size` divides its edge.
[[nodiscard]] VoxelGrid downsample_grid(const VoxelGrid& grid, int size);

}  // namespace iggan
