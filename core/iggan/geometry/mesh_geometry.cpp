#include <iggan/geometry/mesh_geometry.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <iggan/base/pi.h>

namespace iggan {

double Bounds::longest_side() const {
  return std::max({extent(0), extent(1), extent(2)});
}

Bounds bounds_of(const TriangleMesh& mesh) {
  Bounds bounds;
  if (mesh.triangles.empty()) return bounds;
  bool finite = true;
  bounds.low.fill(std::numeric_limits<double>::infinity());
  bounds.high.fill(-std::numeric_limits<double>::infinity());
  for (const auto& triangle : mesh.triangles)
    for (const std::uint32_t corner : triangle)
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double value = mesh.positions[corner][axis];
        finite = finite && std::isfinite(value);
        bounds.low[axis] = std::min(bounds.low[axis], value);
        bounds.high[axis] = std::max(bounds.high[axis], value);
      }
  if (!finite) bounds.high.fill(std::numeric_limits<double>::quiet_NaN());
  return bounds;
}

void rotate(TriangleMesh& mesh, const std::array<double, 9>& rotation) {
  for (auto& p : mesh.positions) {
    const std::array<double, 3> q{p[0], p[1], p[2]};
    for (std::size_t row = 0; row < 3; ++row)
      p[row] = static_cast<float>(rotation[row * 3] * q[0] + rotation[row * 3 + 1] * q[1] +
                                  rotation[row * 3 + 2] * q[2]);
  }
}

void turn(TriangleMesh& mesh, double yaw_degrees) {
  const double angle = yaw_degrees * kRadiansPerDegree;
  const double c = std::cos(angle), s = std::sin(angle);
  rotate(mesh, {c, 0, s, 0, 1, 0, -s, 0, c});
}

void stretch_to(TriangleMesh& mesh, const std::array<double, 3>& size) {
  const Bounds bounds = bounds_of(mesh);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double extent = bounds.extent(axis);
    if (!(extent > 0) || !(size[axis] > 0)) continue;
    const double scale = size[axis] / extent;
    for (auto& p : mesh.positions) p[axis] = static_cast<float>(p[axis] * scale);
  }
}

}  // namespace iggan
