#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// A face between solid and air.
struct VoxelFace {
  std::array<int, 3> voxel{};  // the solid voxel; x, y, z
  std::size_t axis = 0;        // of the normal
  int direction = 0;           // +1 or -1 along the axis, outwards
};

/// All faces, voxel by voxel, x fastest; within a voxel axis by axis, the lower side first. Cells
/// outside the grid are air.
[[nodiscard]] std::vector<VoxelFace> exposed_faces(const VoxelGrid& grid);

}  // namespace iggan
