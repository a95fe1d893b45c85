#pragma once
#include <cstdint>
#include <vector>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Points stored coordinate by coordinate, the fastest layout.
struct PointCloud {
  std::vector<float> x, y, z;
  [[nodiscard]] std::size_t size() const { return x.size(); }
};

/// Points drawn uniformly, by area, from the faces between solid and air (the outside of the grid
/// is air). The centre of the shape's bounding box becomes the origin, and the longest side of the
/// box becomes 1. No points for an empty grid.
[[nodiscard]] PointCloud surface_points(const VoxelGrid& grid, int count, std::uint64_t seed);

/// The mean squared distance from each point of a to the nearest point of b, plus the same from b
/// to a. Infinite if one cloud is empty, 0 if both are. Squares, and the sum of both means, follow
/// PointFlow (Yang et al. 2019, arXiv:1906.12320).
[[nodiscard]] double chamfer_distance(const PointCloud& a, const PointCloud& b);

}  // namespace iggan
