#include <iggan/geometry/surface_crossings.h>

#include <algorithm>
#include <cmath>

#include <iggan/geometry/vectors.h>

namespace iggan {
namespace {

/// Where the surface passes between a solid voxel and its neighbour, and the outward direction
/// there.
struct Crossing {
  Vec3 point, out;
};

/// Clamped logits, for finite differences.
class Slopes {
 public:
  explicit Slopes(const SoftShape& shape) : shape_(shape) {}

  /// The downward slope of the field, by central differences. Beyond the border is air, as certain
  /// as the voxel at the border.
  [[nodiscard]] Vec3 at(const std::array<int, 3>& cell) const {
    Vec3 down{};
    for (std::size_t k = 0; k < 3; ++k) {
      std::array<int, 3> before = cell, after = cell;
      --before[k];
      ++after[k];
      down[k] = logit(before) - logit(after);
    }
    return down;
  }
  [[nodiscard]] double logit(const std::array<int, 3>& cell) const {
    // Odds beyond 50 to 1 say nothing about where the surface is.
    constexpr float kSure = 4;
    const VoxelGrid& grid = shape_.solid;
    const std::array<int, 3> size{grid.nx, grid.ny, grid.nz};
    std::array<int, 3> inside = cell;
    for (std::size_t k = 0; k < 3; ++k) inside[k] = std::clamp(cell[k], 0, size[k] - 1);
    const float value =
        std::clamp(shape_.logit_at(grid.index(inside[0], inside[1], inside[2])), -kSure, kSure);
    return static_cast<double>(inside == cell ? value : -std::abs(value));
  }

 private:
  const SoftShape& shape_;
};

Crossing crossing_of(const SoftShape& shape, const Slopes& slopes, const SurfaceNet::Quad& quad) {
  // Keeps the crossings of two pieces of surface in one cell apart.
  constexpr double kFromCentre = 0.05;
  const VoxelGrid& grid = shape.solid;
  const auto nx = static_cast<std::size_t>(grid.nx), ny = static_cast<std::size_t>(grid.ny);
  const std::array<int, 3> cell{static_cast<int>(quad.voxel % nx),
                                static_cast<int>(quad.voxel / nx % ny),
                                static_cast<int>(quad.voxel / (nx * ny))};
  std::array<int, 3> next = cell;
  next[quad.axis] += quad.direction;
  double share = 0.5;  // the shape ends at the border of the grid
  if (next[0] >= 0 && next[1] >= 0 && next[2] >= 0 && next[0] < grid.nx && next[1] < grid.ny &&
      next[2] < grid.nz) {
    const auto here = static_cast<double>(shape.logit_at(quad.voxel));
    const auto there = static_cast<double>(shape.logit_at(grid.index(next[0], next[1], next[2])));
    share = std::clamp(here / (here - there), kFromCentre, 1 - kFromCentre);
  }
  Crossing crossing{{cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5}, {}};
  crossing.point[quad.axis] += share * quad.direction;
  const Vec3 down = slopes.at(cell) * (1 - share) + slopes.at(next) * share;
  const double length = std::sqrt(dot(down, down));
  if (length > 1e-6)
    crossing.out = down * (1 / length);
  else
    crossing.out[quad.axis] = quad.direction;
  return crossing;
}

/// Solves by elimination; the matrix is symmetric, positive definite.
Vec3 solved(std::array<Vec3, 3> matrix, Vec3 right) {
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      if (j == i) continue;
      const double factor = matrix[j][i] / matrix[i][i];
      matrix[j] = matrix[j] - matrix[i] * factor;
      right[j] -= factor * right[i];
    }
  return {right[0] / matrix[0][0], right[1] / matrix[1][1], right[2] / matrix[2][2]};
}

/// The planes through the crossings around one vertex.
struct Planes {
  double count = 0;
  Vec3 sum{};                    // of the crossings
  std::array<Vec3, 3> matrix{};  // sum of n n^T
  Vec3 right{};                  // sum of n (n . p)

  void add(const Crossing& crossing) {
    const Vec3& n = crossing.out;
    count += 1;
    sum = sum + crossing.point;
    for (std::size_t k = 0; k < 3; ++k) matrix[k] = matrix[k] + n * n[k];
    right = right + n * dot(n, crossing.point);
  }
  [[nodiscard]] Vec3 mean() const { return sum * (1 / count); }
  /// The point with the least sum of squared distances to the planes and, with this weight for each
  /// plane, to the mean.
  [[nodiscard]] Vec3 nearest(double weight) const {
    const Vec3 centre = mean();
    std::array<Vec3, 3> left = matrix;
    Vec3 rest = right;
    for (std::size_t k = 0; k < 3; ++k) {
      rest[k] -= dot(matrix[k], centre);
      left[k][k] += weight * count;
    }
    return centre + solved(left, rest);
  }
};

}  // namespace

std::vector<SurfacePoint> field_points(const SurfaceNet& net, const SoftShape& shape) {
  constexpr double kWeightOfMean = 0.1;  // keeps edges of boxes sharp; prevents spikes from noise
  const Slopes slopes(shape);
  std::vector<Planes> planes(net.corners.size());
  for (const auto& quad : net.quads) {
    const Crossing crossing = crossing_of(shape, slopes, quad);
    for (const auto v : quad.vertices) planes[v].add(crossing);
  }
  std::vector<SurfacePoint> points;
  for (std::size_t v = 0; v < planes.size(); ++v) {
    // Pieces of surface that share a corner have separate means; planes could bring the vertices
    // together.
    const bool mean = shape.logits.empty() || net.doubled[v];
    const Vec3 p = mean ? planes[v].mean() : planes[v].nearest(kWeightOfMean);
    points.push_back(
        {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])});
  }
  return points;
}

}  // namespace iggan
