#include <iggan/geometry/voxel_colour.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <iggan/geometry/triangle_distance.h>
#include <iggan/geometry/vectors.h>

namespace iggan {
namespace {

constexpr double kReach = 1.5;        // voxels; a surface farther from a centre gives no colour
constexpr double kOneSurface = 0.25;  // voxels; the size of the voxeliser's own cells
constexpr double kAside =
    0.5;  // the most that a surface may be offset sideways, relative to its height over the nearest
constexpr double kFacing = 1e-3;  // voxels: what facing the air is worth in height

Vec3 point_of(const std::array<float, 3>& p) {
  return {p[0], p[1], p[2]};
}

/// A triangle in voxels, with its bounding box.
struct PlacedTriangle {
  std::size_t number;
  std::array<Vec3, 3> corners{};
  Vec3 low{}, high{};

  PlacedTriangle(const TriangleMesh& mesh, std::size_t which) : number(which) {
    for (std::size_t i = 0; i < 3; ++i)
      corners[i] = point_of(mesh.positions[mesh.triangles[which][i]]);
    low = high = corners[0];
    for (const Vec3& corner : corners)
      for (std::size_t k = 0; k < 3; ++k) {
        low[k] = std::min(low[k], corner[k]);
        high[k] = std::max(high[k], corner[k]);
      }
  }
  [[nodiscard]] double squared_distance_of_box(const Vec3& p) const {
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double d = std::max({low[k] - p[k], p[k] - high[k], 0.0});
      sum += d * d;
    }
    return sum;
  }
  [[nodiscard]] Vec3 normal() const {
    return cross(corners[1] - corners[0], corners[2] - corners[0]);
  }
};

/// A visible voxel, and what is known so far about the surface that it shows.
struct SeenVoxel {
  std::array<int, 3> place{};
  Vec3 out{};                                                // towards the air around it
  double nearest = std::numeric_limits<double>::infinity();  // distance of a surface, squared
  Vec3 way{};                                                // to the nearest surface
  Vec3 across{};                                             // unit vector across that surface
  double score = -std::numeric_limits<double>::infinity();
  std::uint32_t triangle = 0;

  [[nodiscard]] Vec3 centre() const { return {place[0] + 0.5, place[1] + 0.5, place[2] + 0.5}; }
};

/// The solid voxels that touch air, by a face, an edge or a corner.
class SeenVoxels {
 public:
  explicit SeenVoxels(const VoxelGrid& grid) : slots_(grid.size(), 0) {
    for (int z = 0; z < grid.nz; ++z)
      for (int y = 0; y < grid.ny; ++y)
        for (int x = 0; x < grid.nx; ++x)
          if (grid.at(x, y, z)) add(grid, {x, y, z});
  }
  /// nullptr if it is not visible.
  [[nodiscard]] SeenVoxel* at(std::size_t index) {
    return slots_[index] == 0 ? nullptr : &voxels_[slots_[index] - 1];
  }
  [[nodiscard]] std::vector<SeenVoxel>& all() { return voxels_; }

 private:
  void add(const VoxelGrid& grid, const std::array<int, 3>& place) {
    Vec3 sum{};
    bool seen = false;
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          if (grid.solid(place[0] + dx, place[1] + dy, place[2] + dz)) continue;
          sum = sum + normalized({double(dx), double(dy), double(dz)});
          seen = true;
        }
    if (!seen) return;
    SeenVoxel voxel;
    voxel.place = place;
    // If both sides are alike, look from above.
    voxel.out = dot(sum, sum) > 1e-9 ? normalized(sum) : Vec3{0, 1, 0};
    voxels_.push_back(voxel);
    slots_[grid.index(place[0], place[1], place[2])] = static_cast<std::uint32_t>(voxels_.size());
  }

  std::vector<std::uint32_t> slots_;  // for each voxel: its index + 1; 0 if not visible
  std::vector<SeenVoxel> voxels_;
};

/// Calls visit(triangle, voxel) for the visible voxels whose centre may be within reach.
template <class Visit>
void for_each_near_voxel(const VoxelGrid& grid, SeenVoxels& voxels, const TriangleMesh& mesh,
                         const Visit& visit) {
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
    const PlacedTriangle triangle(mesh, t);
    const Vec3 normal = triangle.normal();
    if (!(dot(normal, normal) > 0)) continue;
    const auto range = [&](std::size_t axis, int count) {
      const auto inside = [count](double cell) {
        return static_cast<int>(std::clamp(cell, 0.0, static_cast<double>(count)));
      };
      return std::pair<int, int>(inside(std::ceil(triangle.low[axis] - kReach - 0.5)),
                                 inside(std::floor(triangle.high[axis] + kReach - 0.5) + 1));
    };
    const auto [x0, x1] = range(0, grid.nx);
    const auto [y0, y1] = range(1, grid.ny);
    const auto [z0, z1] = range(2, grid.nz);
    for (int z = z0; z < z1; ++z)
      for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x)
          if (SeenVoxel* voxel = voxels.at(grid.index(x, y, z))) visit(triangle, *voxel);
  }
}

/// The vector from a point to the nearest point of a triangle.
Vec3 way_to(const PlacedTriangle& triangle, const Vec3& from) {
  const Vec3 w = nearest_weights(triangle.corners, from);
  return triangle.corners[0] * w[0] + triangle.corners[1] * w[1] + triangle.corners[2] * w[2] -
         from;
}

/// How much farther out a surface is than the nearest one; empty unless it is directly above or
/// below the nearest one. Neighbours of the nearest triangle on the same surface do not count.
std::optional<double> height_over_nearest(const SeenVoxel& voxel, const Vec3& way) {
  const Vec3 offset = way - voxel.way;
  const double along = dot(offset, voxel.across);
  const Vec3 aside = offset - voxel.across * along;
  const double squared_aside = dot(aside, aside);
  if (std::abs(along) > kOneSurface || squared_aside > kAside * kAside * (1e-4 + along * along))
    return std::nullopt;
  return dot(offset, voxel.out) - 0.01 * std::sqrt(squared_aside);
}

void find_shown_surfaces(const VoxelGrid& grid, SeenVoxels& voxels, const TriangleMesh& mesh) {
  for_each_near_voxel(grid, voxels, mesh, [](const PlacedTriangle& triangle, SeenVoxel& voxel) {
    const double limit = std::min(voxel.nearest, kReach * kReach);
    if (triangle.squared_distance_of_box(voxel.centre()) > limit) return;
    const Vec3 way = way_to(triangle, voxel.centre());
    const double squared = dot(way, way);
    if (squared > limit || squared == voxel.nearest) return;
    voxel.nearest = squared;
    voxel.way = way;
    voxel.across = normalized(squared > 1e-6 ? way : triangle.normal());
  });
  for_each_near_voxel(grid, voxels, mesh, [](const PlacedTriangle& triangle, SeenVoxel& voxel) {
    const double limit = std::pow(std::sqrt(voxel.nearest) + kOneSurface, 2);
    if (!std::isfinite(limit) || triangle.squared_distance_of_box(voxel.centre()) > limit) return;
    const auto height = height_over_nearest(voxel, way_to(triangle, voxel.centre()));
    if (!height) return;
    const double score = *height + (dot(triangle.normal(), voxel.out) > 0 ? kFacing : 0.0);
    if (score > voxel.score) {
      voxel.score = score;
      voxel.triangle = static_cast<std::uint32_t>(triangle.number);
    }
  });
}

LinearRgb colour_at(const TriangleMesh& mesh, const PlacedTriangle& triangle, const Vec3& w) {
  const auto& corners = mesh.triangles[triangle.number];
  const MeshColour& colour = mesh.colour;
  const MeshMaterial material = mesh.material_of(triangle.number);
  LinearRgb rgb = material.colour;
  if (material.texture && !colour.texture_points.empty()) {
    const auto& a = colour.texture_points[corners[0]];
    const auto& b = colour.texture_points[corners[1]];
    const auto& c = colour.texture_points[corners[2]];
    const double u = w[0] * a[0] + w[1] * b[0] + w[2] * c[0];
    const double v = w[0] * a[1] + w[1] * b[1] + w[2] * c[1];
    const double uv_area = std::abs((double(b[0]) - a[0]) * (double(c[1]) - a[1]) -
                                    (double(c[0]) - a[0]) * (double(b[1]) - a[1])) *
                           material.texture->width() * material.texture->height();
    const Vec3 normal = triangle.normal();
    const LinearRgb texel =
        material.texture->at(u, v, std::sqrt(uv_area / std::sqrt(dot(normal, normal))));
    for (std::size_t k = 0; k < 3; ++k) rgb[k] *= texel[k];
  }
  if (!colour.point_colours.empty())
    for (std::size_t k = 0; k < 3; ++k)
      rgb[k] *= static_cast<float>(w[0] * colour.point_colours[corners[0]][k] +
                                   w[1] * colour.point_colours[corners[1]][k] +
                                   w[2] * colour.point_colours[corners[2]][k]);
  return rgb;
}

/// Gives the colours of the voxels in `front` to solid neighbours that have none.
void spread_colours(VoxelGrid& grid, std::vector<std::uint8_t>& known,
                    std::vector<std::array<int, 3>> front) {
  for (std::size_t next = 0; next < front.size(); ++next) {
    const auto [x, y, z] = front[next];
    const std::uint8_t* colour = &grid.albedo[3 * grid.index(x, y, z)];
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          if (!grid.solid(x + dx, y + dy, z + dz)) continue;
          const std::size_t other = grid.index(x + dx, y + dy, z + dz);
          if (known[other] != 0) continue;
          known[other] = 1;
          std::copy_n(colour, 3, &grid.albedo[3 * other]);
          front.push_back({x + dx, y + dy, z + dz});
        }
  }
}

}  // namespace

void colour_voxels(VoxelGrid& grid, const TriangleMesh& mesh) {
  SeenVoxels voxels(grid);
  find_shown_surfaces(grid, voxels, mesh);
  grid.albedo.assign(3 * grid.size(), 0);
  std::vector<std::uint8_t> known(grid.size(), 0);
  std::vector<std::array<int, 3>> front;
  for (const SeenVoxel& voxel : voxels.all()) {
    if (!std::isfinite(voxel.score)) continue;
    const PlacedTriangle triangle(mesh, voxel.triangle);
    const Vec3 w = nearest_weights(triangle.corners, voxel.centre());
    const SrgbBytes bytes = srgb_bytes(colour_at(mesh, triangle, w));
    const std::size_t index = grid.index(voxel.place[0], voxel.place[1], voxel.place[2]);
    std::copy(bytes.begin(), bytes.end(), &grid.albedo[3 * index]);
    known[index] = 1;
    front.push_back(voxel.place);
  }
  spread_colours(grid, known, std::move(front));
}

}  // namespace iggan
