#include <iggan/pictures/mesh_simplifier.h>

#include <meshoptimizer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/geometry/vectors.h>

namespace iggan {
namespace {

using PointTriple = std::array<std::uint32_t, 3>;

/// One corner of a triangle: the other two follow counter-clockwise.
struct FanCorner {
  std::uint32_t point, next, last;
};

Vec3 corner_at(const std::array<float, 3>& p) {
  return {p[0], p[1], p[2]};
}

/// Whether the height over the longest side is less than a thousandth of that side.
bool is_sliver(const std::vector<std::array<float, 3>>& points, const PointTriple& triangle) {
  constexpr double kFlattest = 1e-3;
  const Vec3 a = corner_at(points[triangle[0]]), b = corner_at(points[triangle[1]]),
             c = corner_at(points[triangle[2]]);
  const Vec3 normal = cross(b - a, c - a);
  const double longest =
      std::max({dot(b - a, b - a), dot(c - a, c - a), dot(c - b, c - b)});  // squared
  return !(std::sqrt(dot(normal, normal)) >= kFlattest * longest);
}

/// Points around which the triangles do not form one closed fan, and the points of slivers.
std::vector<std::uint32_t> faults(const std::vector<std::array<float, 3>>& points,
                                  const std::vector<PointTriple>& triangles) {
  std::vector<std::uint32_t> found;
  std::vector<FanCorner> corners;
  for (const PointTriple& t : triangles) {
    if (is_sliver(points, t)) found.insert(found.end(), t.begin(), t.end());
    for (std::size_t i = 0; i < 3; ++i) corners.push_back({t[i], t[(i + 1) % 3], t[(i + 2) % 3]});
  }
  const auto before = [](const FanCorner& a, const FanCorner& b) {
    return std::array{a.point, a.next} < std::array{b.point, b.next};
  };
  std::sort(corners.begin(), corners.end(), before);
  // Around a sound point, stepping from triangle to triangle visits all of them and returns to the
  // first.
  for (auto first = corners.begin(); first != corners.end();) {
    const auto end = std::find_if(first, corners.end(), [&](const FanCorner& corner) {
      return corner.point != first->point;
    });
    std::ptrdiff_t walked = 0;
    for (auto at = first; at != end && walked <= end - first; ++walked) {
      if (walked > 0 && at == first) break;
      const auto next = std::lower_bound(first, end, FanCorner{at->point, at->last, 0}, before);
      at = next != end && next->next == at->last ? next : end;
    }
    const bool twice = std::adjacent_find(first, end, [](const FanCorner& a, const FanCorner& b) {
                         return a.next == b.next;
                       }) != end;
    if (walked != end - first || twice) found.push_back(first->point);
    first = end;
  }
  return found;
}

/// The points of those pieces of the mesh that have no triangle left.
std::vector<std::uint32_t> vanished(const TriangleMesh& mesh,
                                    const std::vector<PointTriple>& left) {
  std::vector<std::uint32_t> parents(mesh.positions.size());
  std::iota(parents.begin(), parents.end(), 0u);
  const auto root_of = [&](std::uint32_t point) {
    while (parents[point] != point) point = parents[point] = parents[parents[point]];
    return point;
  };
  for (const auto& [a, b, c] : mesh.triangles) {
    parents[root_of(b)] = root_of(a);
    parents[root_of(c)] = root_of(a);
  }
  std::vector<bool> seen(mesh.positions.size(), false);
  for (const auto& triangle : left) seen[root_of(triangle[0])] = true;
  std::vector<std::uint32_t> lost;
  for (std::uint32_t point = 0; point < parents.size(); ++point)
    if (!seen[root_of(point)]) lost.push_back(point);
  return lost;
}

/// Triangles whose points differ in colour by more than `step`, of 255, sRGB-encoded.
std::vector<bool> across_colours(const TriangleMesh& mesh, int step) {
  std::vector<bool> across(mesh.triangles.size(), false);
  std::vector<SrgbBytes> colours;
  for (const LinearRgb& colour : mesh.colour.point_colours) colours.push_back(srgb_bytes(colour));
  for (std::size_t t = 0; t < across.size(); ++t) {
    const auto& [a, b, c] = mesh.triangles[t];
    for (std::size_t k = 0; k < 3; ++k) {
      const auto [low, high] = std::minmax({colours[a][k], colours[b][k], colours[c][k]});
      if (high - low > step) across[t] = true;
    }
  }
  return across;
}

/// The kept triangles, and the others as simplified by meshoptimizer.
std::vector<PointTriple> collapsed(const TriangleMesh& mesh, const std::vector<bool>& kept,
                                   std::size_t budget) {
  constexpr float kLargestError = 0.05f;  // of the mesh's size: more would change the shape
  std::vector<unsigned> free;
  std::vector<PointTriple> out;
  for (std::size_t t = 0; t < kept.size(); ++t) {
    if (kept[t])
      out.push_back(mesh.triangles[t]);
    else
      free.insert(free.end(), mesh.triangles[t].begin(), mesh.triangles[t].end());
  }
  const std::size_t target = budget > out.size() ? 3 * (budget - out.size()) : 0;
  std::vector<unsigned> left(free.size());
  if (!free.empty())
    left.resize(meshopt_simplify(left.data(), free.data(), free.size(),
                                 mesh.positions.front().data(), mesh.positions.size(),
                                 sizeof(mesh.positions.front()), target, kLargestError,
                                 meshopt_SimplifyLockBorder, nullptr));
  for (std::size_t i = 0; i < left.size(); i += 3)
    out.push_back({left[i], left[i + 1], left[i + 2]});
  return out;
}

/// Also keeps triangles that touch one of the points. @return whether any were added.
bool keep_around(const TriangleMesh& mesh, const std::vector<std::uint32_t>& points,
                 std::vector<bool>& kept) {
  std::vector<bool> touched(mesh.positions.size(), false);
  for (const std::uint32_t point : points) touched[point] = true;
  bool more = false;
  for (std::size_t t = 0; t < kept.size(); ++t) {
    const auto& [a, b, c] = mesh.triangles[t];
    if (kept[t] || !(touched[a] || touched[b] || touched[c])) continue;
    kept[t] = true;
    more = true;
  }
  return more;
}

/// The mesh with only the points that triangles use.
TriangleMesh compact(const TriangleMesh& mesh, const std::vector<PointTriple>& triangles) {
  constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> numbers(mesh.positions.size(), kNone);
  TriangleMesh out;
  for (PointTriple triangle : triangles) {
    for (std::uint32_t& point : triangle) {
      if (numbers[point] == kNone) {
        numbers[point] = static_cast<std::uint32_t>(out.positions.size());
        out.positions.push_back(mesh.positions[point]);
        if (!mesh.colour.point_colours.empty())
          out.colour.point_colours.push_back(mesh.colour.point_colours[point]);
      }
      point = numbers[point];
    }
    out.triangles.push_back(triangle);
  }
  return out;
}

/// @param kept  triangles that stay unchanged.
TriangleMesh simplified_around(const TriangleMesh& mesh, std::vector<bool> kept,
                               std::size_t budget) {
  // meshoptimizer collapses an edge without checking what else the edge's two ends share, so it may
  // fold a thin limb flat, pinch a neck or lose a piece. Then the original triangles there are kept
  // and the rest is simplified again; at worst all triangles are kept.
  for (;;) {
    const std::vector<PointTriple> triangles = collapsed(mesh, kept, budget);
    std::vector<std::uint32_t> wrong = faults(mesh.positions, triangles);
    const std::vector<std::uint32_t> lost = vanished(mesh, triangles);
    wrong.insert(wrong.end(), lost.begin(), lost.end());
    if (wrong.empty()) return compact(mesh, triangles);
    if (keep_around(mesh, wrong, kept)) continue;
    // All triangles around these points are already kept: take a wider ring.
    for (std::size_t t = 0; t < kept.size(); ++t)
      if (kept[t]) wrong.insert(wrong.end(), mesh.triangles[t].begin(), mesh.triangles[t].end());
    if (!keep_around(mesh, wrong, kept)) return mesh;
  }
}

}  // namespace

TriangleMesh simplified(const TriangleMesh& mesh, std::size_t budget) {
  IGGAN_CHECK(mesh.colour.materials.empty());
  if (mesh.triangles.size() <= budget) return mesh;
  if (mesh.colour.point_colours.empty())
    return simplified_around(mesh, std::vector<bool>(mesh.triangles.size(), false), budget);
  TriangleMesh few;
  for (const int step : {12, 24, 48, 96, 255}) {
    few = simplified_around(mesh, across_colours(mesh, step), budget);
    if (few.triangles.size() <= budget) break;
  }
  return few;
}

}  // namespace iggan
