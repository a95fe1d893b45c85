#pragma once
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// The same solid on a finer grid: each voxel, with its albedo, becomes factor^3 voxels.
/// @param factor  at least 1.
[[nodiscard]] VoxelGrid refined(const VoxelGrid& grid, int factor);

}  // namespace iggan
