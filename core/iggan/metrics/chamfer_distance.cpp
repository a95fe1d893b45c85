#include <iggan/metrics/chamfer_distance.h>

#include <algorithm>
#include <array>
#include <limits>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/base/target_clones.h>
#include <iggan/geometry/bounding_box.h>
#include <iggan/geometry/voxel_faces.h>

namespace iggan {
namespace {

/// Lowers least[i] to the squared distance from point i of a to (x, y, z) if that is less.
IGGAN_TARGET_CLONES("avx2")
void lower_to(const float* ax, const float* ay, const float* az, std::size_t count, float x,
              float y, float z, float* least) {
  for (std::size_t i = 0; i < count; ++i) {
    const float dx = ax[i] - x, dy = ay[i] - y, dz = az[i] - z;
    const float square = dx * dx + dy * dy + dz * dz;
    least[i] = square < least[i] ? square : least[i];
  }
}

double mean_to_nearest(const PointCloud& from, const PointCloud& to) {
  std::vector<float> least(from.size(), std::numeric_limits<float>::infinity());
  for (std::size_t k = 0; k < to.size(); ++k)
    lower_to(from.x.data(), from.y.data(), from.z.data(), from.size(), to.x[k], to.y[k], to.z[k],
             least.data());
  double sum = 0;
  for (const float square : least) sum += static_cast<double>(square);
  return sum / static_cast<double>(from.size());
}

}  // namespace

PointCloud surface_points(const VoxelGrid& grid, int count, std::uint64_t seed) {
  if (count < 1) fail<ConfigError>("{} surface points: give 1 or more", count);
  PointCloud points;
  const std::vector<VoxelFace> faces = exposed_faces(grid);
  if (faces.empty()) return points;
  const CellBox box = bounding_box(grid);
  int longest = 0;
  for (std::size_t k = 0; k < 3; ++k) longest = std::max(longest, box.high[k] - box.low[k]);
  Rng rng(seed_for(seed, "surface points"));
  for (int i = 0; i < count; ++i) {
    const VoxelFace& face = faces[rng.below(faces.size())];
    std::array<double, 3> point{};
    for (std::size_t k = 0; k < 3; ++k) {
      const double inside = k != face.axis ? rng.uniform() : face.direction > 0 ? 1 : 0;
      point[k] = (face.voxel[k] + inside - 0.5 * (box.low[k] + box.high[k])) / longest;
    }
    points.x.push_back(static_cast<float>(point[0]));
    points.y.push_back(static_cast<float>(point[1]));
    points.z.push_back(static_cast<float>(point[2]));
  }
  return points;
}

double chamfer_distance(const PointCloud& a, const PointCloud& b) {
  if (a.size() == 0 && b.size() == 0) return 0;
  if (a.size() == 0 || b.size() == 0) return std::numeric_limits<double>::infinity();
  return mean_to_nearest(a, b) + mean_to_nearest(b, a);
}

}  // namespace iggan
