#include <iggan/data/augmentation.h>

#include <algorithm>
#include <cmath>

#include <iggan/geometry/mesh_geometry.h>

namespace iggan {
namespace {

constexpr double kLogScale = 0.19885;    // log(1.22)
constexpr double kEdgeShare = 1.0 / 16;  // of the longest side: a bend's error stays below a voxel

double squared_length(const std::array<float, 3>& a, const std::array<float, 3>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += d * d;
  }
  return sum;
}

template <std::size_t N>
std::array<float, N> middle(const std::array<float, N>& a, const std::array<float, N>& b) {
  std::array<float, N> m{};
  for (std::size_t i = 0; i < N; ++i) m[i] = 0.5f * (a[i] + b[i]);  // the same for (b, a)
  return m;
}

/// A point of a mesh with its attributes.
struct Corner {
  std::array<float, 3> position{};
  std::array<float, 2> texture_point{};
  LinearRgb colour{};
};
using Corners = std::array<Corner, 3>;

Corner corner_of(const TriangleMesh& mesh, std::uint32_t point) {
  Corner corner;
  corner.position = mesh.positions[point];
  if (!mesh.colour.texture_points.empty()) corner.texture_point = mesh.colour.texture_points[point];
  if (!mesh.colour.point_colours.empty()) corner.colour = mesh.colour.point_colours[point];
  return corner;
}

Corner middle(const Corner& a, const Corner& b) {
  return {middle(a.position, b.position), middle(a.texture_point, b.texture_point),
          middle(a.colour, b.colour)};
}

/// The index of the longest edge's first corner, and that edge's squared length.
std::pair<std::size_t, double> longest_edge(const Corners& corners) {
  std::size_t longest = 0;
  double length = -1;
  for (std::size_t i = 0; i < 3; ++i) {
    const double here = squared_length(corners[i].position, corners[(i + 1) % 3].position);
    if (here > length) {
      longest = i;
      length = here;
    }
  }
  return {longest, length};
}

/// Appends a piece of the triangle `whole` of `from`.
void append(const Corners& corners, const TriangleMesh& from, std::size_t whole,
            TriangleMesh& mesh) {
  const auto first = static_cast<std::uint32_t>(mesh.positions.size());
  for (const Corner& corner : corners) {
    mesh.positions.push_back(corner.position);
    if (!from.colour.texture_points.empty())
      mesh.colour.texture_points.push_back(corner.texture_point);
    if (!from.colour.point_colours.empty()) mesh.colour.point_colours.push_back(corner.colour);
  }
  mesh.triangles.push_back({first, first + 1, first + 2});
  if (!from.colour.triangle_materials.empty())
    mesh.colour.triangle_materials.push_back(from.colour.triangle_materials[whole]);
}

}  // namespace

double Bend::operator()(double t) const {
  const double to = knot + shift;
  return t < knot ? t * to / knot : to + (t - knot) * (1 - to) / (1 - knot);
}

Warp draw_warp(Rng& rng) {
  Warp warp;
  for (double& scale : warp.axis_scale) scale = std::exp(rng.uniform(-kLogScale, kLogScale));
  warp.y.knot = rng.uniform(0.25, 0.5);
  warp.y.shift = rng.uniform(-0.1, 0.1);
  warp.z.knot = rng.uniform(0.25, 0.75);
  warp.z.shift = rng.uniform(-0.08, 0.08);
  warp.x.knot = rng.uniform(0.25, 0.75);
  warp.x.shift = rng.uniform(-0.08, 0.08);
  warp.taper = rng.uniform(-0.12, 0.12);
  return warp;
}

TriangleMesh with_short_edges(const TriangleMesh& mesh, double longest) {
  const double limit = longest * longest;
  TriangleMesh out;
  out.colour.materials = mesh.colour.materials;
  std::vector<Corners> pending;
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
    const auto& triangle = mesh.triangles[t];
    pending.push_back(
        {corner_of(mesh, triangle[0]), corner_of(mesh, triangle[1]), corner_of(mesh, triangle[2])});
    while (!pending.empty()) {
      const Corners corners = pending.back();
      pending.pop_back();
      const auto [i, length] = longest_edge(corners);
      if (!(length > limit)) {
        append(corners, mesh, t, out);
        continue;
      }
      const auto &a = corners[i], &b = corners[(i + 1) % 3], &c = corners[(i + 2) % 3];
      const Corner m = middle(a, b);
      pending.push_back({a, m, c});
      pending.push_back({m, b, c});
    }
  }
  return out;
}

TriangleMesh warped(const TriangleMesh& mesh, const Warp& warp) {
  const Bounds bounds = bounds_of(mesh);
  const double side = bounds.longest_side();
  if (!(side > 0)) return mesh;
  TriangleMesh out = with_short_edges(mesh, kEdgeShare * side);
  const auto share = [&](double value, std::size_t axis) {
    const double extent = bounds.extent(axis);
    return extent > 0 ? std::clamp((value - bounds.low[axis]) / extent, 0.0, 1.0) : 0.5;
  };
  for (auto& p : out.positions) {
    const double x = 2 * share(p[0], 0) - 1;  // -1 .. 1 about the centre
    const double y = warp.y(share(p[1], 1));
    const double z = 2 * warp.z(share(p[2], 2)) - 1;
    const double widening = 1 + warp.taper * (y - 0.5);
    p[0] = static_cast<float>(std::copysign(warp.x(std::abs(x)), x) * widening * 0.5 *
                              bounds.extent(0) * warp.axis_scale[0]);
    p[1] = static_cast<float>(y * bounds.extent(1) * warp.axis_scale[1]);
    p[2] = static_cast<float>(z * widening * 0.5 * bounds.extent(2) * warp.axis_scale[2]);
  }
  return out;
}

}  // namespace iggan
