#include <iggan/geometry/surface.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include <iggan/geometry/surface_crossings.h>
#include <iggan/geometry/surface_net.h>

namespace iggan {

namespace {

using Triangle = std::array<std::uint32_t, 3>;

float twice_area(const SurfacePoint& a, const SurfacePoint& b, const SurfacePoint& c) {
  const float u[3] = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
  const float v[3] = {c[0] - a[0], c[1] - a[1], c[2] - a[2]};
  const float x = u[1] * v[2] - u[2] * v[1];
  const float y = u[2] * v[0] - u[0] * v[2];
  const float z = u[0] * v[1] - u[1] * v[0];
  return std::sqrt(x * x + y * y + z * z);
}

/// The two triangles of a plain quad, split along the diagonal that makes the smaller triangle
/// larger.
std::array<Triangle, 2> split_quad(const std::array<std::uint32_t, 4>& q,
                                   const std::vector<SurfacePoint>& p) {
  const float first =
      std::min(twice_area(p[q[0]], p[q[1]], p[q[2]]), twice_area(p[q[0]], p[q[2]], p[q[3]]));
  const float second =
      std::min(twice_area(p[q[1]], p[q[2]], p[q[3]]), twice_area(p[q[1]], p[q[3]], p[q[0]]));
  if (first >= second) return {Triangle{q[0], q[1], q[2]}, Triangle{q[0], q[2], q[3]}};
  return {Triangle{q[1], q[2], q[3]}, Triangle{q[1], q[3], q[0]}};
}

std::uint32_t add_mean(std::vector<SurfacePoint>& points, const std::vector<std::uint32_t>& of) {
  SurfacePoint mean{};
  for (const auto v : of)
    for (std::size_t k = 0; k < 3; ++k) mean[k] += points[v][k] / static_cast<float>(of.size());
  points.push_back(mean);
  return static_cast<std::uint32_t>(points.size() - 1);
}

/// The triangles of a quad. If a side has a midpoint, they form a fan around the quad's centre.
void triangulate(const SurfaceNet::Quad& quad, const std::vector<std::uint32_t>& midpoints,
                 TriangleMesh& mesh) {
  if (!quad.pinched()) {
    for (const auto& triangle : split_quad(quad.vertices, mesh.positions))
      mesh.triangles.push_back(triangle);
    return;
  }
  std::vector<std::uint32_t> ring;
  for (std::size_t side = 0; side < 4; ++side) {
    ring.push_back(quad.vertices[side]);
    if (quad.pinches[side] >= 0)
      ring.push_back(midpoints[static_cast<std::size_t>(quad.pinches[side])]);
  }
  const auto centre = add_mean(mesh.positions, {quad.vertices.begin(), quad.vertices.end()});
  for (std::size_t i = 0; i < ring.size(); ++i)
    mesh.triangles.push_back({centre, ring[i], ring[(i + 1) % ring.size()]});
}

/// Twice the area of the smallest triangle that `quad` becomes.
float smallest_triangle(const SurfaceNet::Quad& quad, const std::vector<SurfacePoint>& points) {
  TriangleMesh piece;
  for (const auto v : quad.vertices) piece.positions.push_back(points[v]);
  SurfaceNet::Quad local{{0, 1, 2, 3}, {-1, -1, -1, -1}};
  std::vector<std::uint32_t> midpoints;
  for (std::uint32_t side = 0; side < 4; ++side)
    if (quad.pinches[side] >= 0) {
      local.pinches[side] = static_cast<std::int32_t>(midpoints.size());
      midpoints.push_back(add_mean(piece.positions, {side, (side + 1) % 4}));
    }
  triangulate(local, midpoints, piece);
  float smallest = std::numeric_limits<float>::max();
  for (const auto& [a, b, c] : piece.triangles)
    smallest =
        std::min(smallest, twice_area(piece.positions[a], piece.positions[b], piece.positions[c]));
  return smallest;
}

/// Smoothing may squeeze a face into a sliver. The vertices of such a face move halfway back to
/// their voxel corners, again and again until no face is a sliver. With all vertices at their
/// corners, every face is a unit square.
void undo_slivers(const SurfaceNet& net, std::vector<SurfacePoint>& points) {
  constexpr float kSmallest = 0.02f;  // twice the area, in square voxels; on the corners it is 1
  constexpr int kHalvings = 30;
  for (int round = 0; round < kHalvings; ++round) {
    bool found = false;
    for (const auto& quad : net.quads) {
      if (smallest_triangle(quad, points) >= kSmallest) continue;
      found = true;
      for (const auto v : quad.vertices)
        for (std::size_t k = 0; k < 3; ++k)
          points[v][k] = 0.5f * (points[v][k] + net.corners[v][k]);
    }
    if (!found) return;
  }
}

SurfacePoint held(const SurfacePoint& point, const SurfacePoint& centre,
                  const SurfaceNet::Room& room) {
  SurfacePoint out;
  for (std::size_t k = 0; k < 3; ++k)
    out[k] = std::clamp(point[k], centre[k] - room.below[k], centre[k] + room.above[k]);
  return out;
}

/// Moves each vertex towards its neighbours' mean and back, within its room and half a voxel from
/// its original position. Vertices that share a corner do not move, so they stay apart.
std::vector<SurfacePoint> smoothed(const SurfaceNet& net, const std::vector<SurfacePoint>& from,
                                   int rounds) {
  constexpr float kStep = 0.5f, kUnstep = 0.53f;  // the second keeps the solid from shrinking
  constexpr SurfaceNet::Room kHalf{{0.5f, 0.5f, 0.5f}, {0.5f, 0.5f, 0.5f}};
  std::vector<SurfacePoint> points = from;
  std::vector<SurfacePoint> sums(points.size());
  std::vector<float> counts(points.size(), 0.0f);
  for (const auto& edge : net.edges)
    for (const auto v : edge) counts[v] += 1.0f;
  for (int round = 0; round < 2 * rounds; ++round) {
    const float step = round % 2 == 0 ? kStep : -kUnstep;
    std::fill(sums.begin(), sums.end(), SurfacePoint{});
    for (const auto& [a, b] : net.edges)
      for (std::size_t k = 0; k < 3; ++k) {
        sums[a][k] += points[b][k];
        sums[b][k] += points[a][k];
      }
    for (std::size_t v = 0; v < points.size(); ++v) {
      if (net.doubled[v]) continue;
      SurfacePoint moved = points[v];
      for (std::size_t k = 0; k < 3; ++k) moved[k] += step * (sums[v][k] / counts[v] - moved[k]);
      points[v] = held(held(moved, from[v], kHalf), net.corners[v], net.rooms[v]);
    }
  }
  return points;
}

/// A surface from the field needs little smoothing; one from voxels alone consists of steps.
std::vector<SurfacePoint> smooth_points(const SurfaceNet& net, const SoftShape& shape) {
  constexpr int kRounds = 2, kRoundsOfBareVoxels = 12;
  std::vector<SurfacePoint> points = field_points(net, shape);
  for (std::size_t v = 0; v < points.size(); ++v)
    points[v] = held(points[v], net.corners[v], net.rooms[v]);
  points = smoothed(net, points, shape.logits.empty() ? kRoundsOfBareVoxels : kRounds);
  undo_slivers(net, points);
  return points;
}

LinearRgb colour_of(const VoxelGrid& grid, const SurfaceNet::Quad& quad) {
  return linear_of(&grid.albedo[3 * quad.voxel]);
}

/// A material for each colour of the grid's surface, in the order of the colours' bytes.
class FaceMaterials {
 public:
  FaceMaterials(const VoxelGrid& grid, const SurfaceNet& net, TriangleMesh& mesh) : grid_(grid) {
    for (const auto& quad : net.quads) numbers_[bytes_of(quad)] = 0;
    for (auto& [bytes, number] : numbers_) {
      number = static_cast<std::uint32_t>(mesh.colour.materials.size());
      mesh.colour.materials.push_back({linear_of(bytes.data()), nullptr});
    }
  }
  [[nodiscard]] std::uint32_t of(const SurfaceNet::Quad& quad) const {
    return numbers_.at(bytes_of(quad));
  }

 private:
  [[nodiscard]] SrgbBytes bytes_of(const SurfaceNet::Quad& quad) const {
    const std::uint8_t* bytes = &grid_.albedo[3 * quad.voxel];
    return {bytes[0], bytes[1], bytes[2]};
  }
  const VoxelGrid& grid_;
  std::map<SrgbBytes, std::uint32_t> numbers_;
};

/// Colours of the net's points, then of its pinches.
std::vector<LinearRgb> point_colours(const VoxelGrid& grid, const SurfaceNet& net) {
  std::vector<LinearRgb> colours(net.corners.size(), LinearRgb{});
  std::vector<float> counts(net.corners.size(), 0.0f);
  for (const auto& quad : net.quads)
    for (const auto v : quad.vertices) {
      const LinearRgb colour = colour_of(grid, quad);
      for (std::size_t c = 0; c < 3; ++c) colours[v][c] += colour[c];
      counts[v] += 1.0f;
    }
  for (std::size_t v = 0; v < colours.size(); ++v)
    for (float& channel : colours[v]) channel /= counts[v];
  for (const auto& [a, b] : net.pinches) {
    LinearRgb mean{};
    for (std::size_t c = 0; c < 3; ++c) mean[c] = 0.5f * (colours[a][c] + colours[b][c]);
    colours.push_back(mean);
  }
  return colours;
}

}  // namespace

TriangleMesh extract_surface(const SoftShape& shape, SurfaceStyle style) {
  const VoxelGrid& grid = shape.solid;
  const SurfaceNet net = build_surface_net(grid);
  TriangleMesh mesh;
  mesh.positions = style == SurfaceStyle::smooth ? smooth_points(net, shape) : net.corners;
  std::vector<std::uint32_t> midpoints;
  for (const auto& [a, b] : net.pinches) midpoints.push_back(add_mean(mesh.positions, {a, b}));
  mesh.triangles.reserve(2 * net.quads.size());
  const bool coloured = !grid.albedo.empty();
  std::optional<FaceMaterials> materials;
  if (coloured && style == SurfaceStyle::blocks) materials.emplace(grid, net, mesh);
  if (coloured && style == SurfaceStyle::smooth)
    mesh.colour.point_colours = point_colours(grid, net);
  for (const auto& quad : net.quads) {
    triangulate(quad, midpoints, mesh);
    if (materials)
      mesh.colour.triangle_materials.resize(mesh.triangles.size(), materials->of(quad));
    else if (coloured)  // colour of the centre, if the quad became a fan
      mesh.colour.point_colours.resize(mesh.positions.size(), colour_of(grid, quad));
  }

  const Mat4 to_world = unit_cube_to_world(grid.nx, grid.ny, grid.nz);
  for (auto& position : mesh.positions)
    for (std::size_t k = 0; k < 3; ++k)
      position[k] = position[k] * to_world[5 * k] + to_world[12 + k];
  return mesh;
}

}  // namespace iggan
