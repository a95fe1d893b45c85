#include <iggan/geometry/voxel_faces.h>

namespace iggan {

std::vector<VoxelFace> exposed_faces(const VoxelGrid& grid) {
  std::vector<VoxelFace> faces;
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x) {
        if (!grid.at(x, y, z)) continue;
        for (std::size_t axis = 0; axis < 3; ++axis)
          for (const int direction : {-1, 1}) {
            std::array<int, 3> next{x, y, z};
            next[axis] += direction;
            if (!grid.solid(next[0], next[1], next[2]))
              faces.push_back({{x, y, z}, axis, direction});
          }
      }
  return faces;
}

}  // namespace iggan
