#include <iggan/scene/framing.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <iggan/base/pi.h>
#include <iggan/geometry/bounding_box.h>

namespace iggan {
namespace {

constexpr int kRounds = 6;  // moving sideways changes a perspective silhouette a little

/// Corners of the first and the last solid voxel of each row along x, in world space: the voxels
/// between them never extend the bounds in a picture.
std::vector<Vec3> outer_corners(const GridView& grid) {
  const Mat4 to_world = unit_cube_to_world(grid.nx, grid.ny, grid.nz);
  std::vector<Vec3> corners;
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y) {
      const std::uint8_t* row =
          grid.occupancy +
          (std::size_t(z) * std::size_t(grid.ny) + std::size_t(y)) * std::size_t(grid.nx);
      const std::uint8_t* const end = row + grid.nx;
      const std::uint8_t* const first =
          std::find_if(row, end, [](std::uint8_t v) { return v != 0; });
      if (first == end) continue;
      int last = grid.nx - 1;
      while (row[last] == 0) --last;
      for (const double x : {double(first - row), double(last + 1)})
        for (const int dy : {0, 1})
          for (const int dz : {0, 1})
            corners.push_back(transform_point(to_world, {x, double(y + dy), double(z + dz)}));
    }
  return corners;
}

/// The shape's longest edge in world units, where the grid's own longest edge is 1.
double longest_edge(const GridView& grid) {
  const CellBox box = bounding_box(grid);
  int cells = 0;
  for (std::size_t i = 0; i < 3; ++i) cells = std::max(cells, box.high[i] - box.low[i]);
  return double(cells) / std::max({grid.nx, grid.ny, grid.nz});
}

/// Bounds in the picture's plane at distance 1 (perspective), or in world units (orthographic).
struct PlaneBox {
  double low[2] = {std::numeric_limits<double>::infinity(),
                   std::numeric_limits<double>::infinity()};
  double high[2] = {-std::numeric_limits<double>::infinity(),
                    -std::numeric_limits<double>::infinity()};

  [[nodiscard]] double middle(int i) const { return 0.5 * (low[i] + high[i]); }
  [[nodiscard]] double half(int i) const { return 0.5 * (high[i] - low[i]); }
};

PlaneBox silhouette_box(const Camera& camera, const std::vector<Vec3>& points) {
  PlaneBox box;
  for (const Vec3& point : points) {
    const Vec3 seen = inverse_rigid_point(camera.to_world, point);
    const double depth = std::max(-seen[2], double(camera.znear));
    const double scale = camera.kind == CameraKind::perspective ? 1 / depth : 1;
    const double place[2] = {seen[0] * scale, seen[1] * scale};
    for (int i = 0; i < 2; ++i) {
      box.low[i] = std::min(box.low[i], place[i]);
      box.high[i] = std::max(box.high[i], place[i]);
    }
  }
  return box;
}

}  // namespace

Camera framed_camera(const Camera& camera, const GridView& grid, double aspect, double margin) {
  const std::vector<Vec3> points = outer_corners(grid);
  if (points.empty()) return camera;
  Camera framed = camera;
  const bool perspective = camera.kind == CameraKind::perspective;
  for (int round = 0; round < kRounds; ++round) {
    const PlaneBox box = silhouette_box(framed, points);
    const double distance =  // of the origin
        perspective ? -inverse_rigid_point(framed.to_world, {0, 0, 0})[2] : 1;
    const Vec3 moved =
        transform_point(framed.to_world, {box.middle(0) * distance, box.middle(1) * distance, 0});
    for (std::size_t i = 0; i < 3; ++i) framed.to_world[12 + i] = static_cast<float>(moved[i]);
  }
  const PlaneBox box = silhouette_box(framed, points);
  const double half_height =
      std::max(box.half(1), box.half(0) / aspect) / (1 - 2 * margin) / longest_edge(grid);
  if (perspective)
    framed.yfov = static_cast<float>(2 * std::atan(half_height));
  else
    framed.ymag = static_cast<float>(half_height);
  return framed;
}

OrbitView framed_view(const OrbitView& view, const Camera& framed) {
  OrbitView result = view;
  const Vec3 eye = transform_point(framed.to_world, {0, 0, 0});
  result.target = eye - direction_at(view.azimuth_degrees, view.elevation_degrees) * view.distance;
  if (framed.kind == CameraKind::perspective)
    result.fov_degrees = double(framed.yfov) / kRadiansPerDegree;
  else
    result.ortho_half_height = double(framed.ymag);
  return result;
}

}  // namespace iggan
