#include <iggan/geometry/surface_marker.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <iggan/geometry/vectors.h>

namespace iggan {
namespace {

/// The lowest and highest cells, inside the grid, that touch [low, high]; a value on a face between
/// two cells touches both, so that symmetric meshes give symmetric grids.
struct CellRange {
  int first, last;
  CellRange(double low, double high, int edge)
      : first(static_cast<int>(std::max(0.0, std::ceil(low) - 1))),
        last(static_cast<int>(std::min(edge - 1.0, std::floor(high)))) {}
};

/// Whether the projection of a triangle along `axis` overlaps the unit square at a cell.
class ProjectedTriangle {
 public:
  ProjectedTriangle(const std::array<Vec3, 3>& corners, const Vec3& normal, std::size_t axis)
      : u_((axis + 1) % 3), v_((axis + 2) % 3) {
    const double side = normal[axis] >= 0 ? 1 : -1;
    for (std::size_t i = 0; i < 3; ++i) {
      const Vec3 edge = corners[(i + 1) % 3] - corners[i];
      Edge& out = edges_[i];
      out.nu = -edge[v_] * side;
      out.nv = edge[u_] * side;
      out.offset = -(out.nu * corners[i][u_] + out.nv * corners[i][v_]) + std::max(0.0, out.nu) +
                   std::max(0.0, out.nv);
    }
  }
  [[nodiscard]] bool overlaps(const Vec3& cell) const {
    return std::all_of(edges_.begin(), edges_.end(), [&](const Edge& edge) {
      return edge.nu * cell[u_] + edge.nv * cell[v_] + edge.offset >= 0;
    });
  }

 private:
  struct Edge {
    double nu, nv, offset;
  };
  std::size_t u_, v_;
  std::array<Edge, 3> edges_{};
};

void mark(BitGrid& cells, const Vec3& cell) {
  cells.set(static_cast<int>(cell[0]), static_cast<int>(cell[1]), static_cast<int>(cell[2]));
}

/// Walks the columns of cells along the normal's largest component; in each, only the few cells
/// that the plane passes through need the two other projections.
void mark_triangle(const std::array<Vec3, 3>& corners, BitGrid& cells) {
  Vec3 low = corners[0], high = corners[0];
  for (const Vec3& corner : corners)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      low[axis] = std::min(low[axis], corner[axis]);
      high[axis] = std::max(high[axis], corner[axis]);
    }
  const int edge = cells.edge();
  const std::array<CellRange, 3> ranges{CellRange(low[0], high[0], edge),
                                        CellRange(low[1], high[1], edge),
                                        CellRange(low[2], high[2], edge)};
  const Vec3 normal = cross(corners[1] - corners[0], corners[2] - corners[0]);
  if (dot(normal, normal) == 0) return;
  const bool one_cell = std::all_of(ranges.begin(), ranges.end(), [](const CellRange& range) {
    return range.first == range.last;
  });
  if (one_cell) {
    cells.set(ranges[0].first, ranges[1].first, ranges[2].first);
    return;
  }

  const std::size_t w = std::abs(normal[0]) >= std::abs(normal[1])
                            ? (std::abs(normal[0]) >= std::abs(normal[2]) ? 0 : 2)
                            : (std::abs(normal[1]) >= std::abs(normal[2]) ? 1 : 2);
  const std::size_t u = (w + 1) % 3, v = (w + 2) % 3;
  const ProjectedTriangle along_w(corners, normal, w), along_u(corners, normal, u),
      along_v(corners, normal, v);
  // Height of the plane over the column's square, as an interval: w = (d - nu*u - nv*v) / nw.
  const double slope_u = -normal[u] / normal[w], slope_v = -normal[v] / normal[w];
  const double at_origin = dot(normal, corners[0]) / normal[w];
  const double rise = std::max(0.0, slope_u) + std::max(0.0, slope_v);
  const double fall = std::min(0.0, slope_u) + std::min(0.0, slope_v);
  constexpr double kSlack = 1e-9;  // rounding of the plane's height; the projections decide exactly

  Vec3 cell{};
  for (int iv = ranges[v].first; iv <= ranges[v].last; ++iv)
    for (int iu = ranges[u].first; iu <= ranges[u].last; ++iu) {
      cell[u] = iu;
      cell[v] = iv;
      if (!along_w.overlaps(cell)) continue;
      const double height = at_origin + slope_u * iu + slope_v * iv;
      const CellRange column(std::max(low[w], height + fall - kSlack),
                             std::min(high[w], height + rise + kSlack), edge);
      for (int iw = column.first; iw <= column.last; ++iw) {
        cell[w] = iw;
        if (along_u.overlaps(cell) && along_v.overlaps(cell)) mark(cells, cell);
      }
    }
}

}  // namespace

void mark_surface(const TriangleMesh& mesh, BitGrid& cells) {
  for (const auto& triangle : mesh.triangles) {
    std::array<Vec3, 3> corners{};
    for (std::size_t i = 0; i < 3; ++i) {
      const auto& p = mesh.positions[triangle[i]];
      corners[i] = {p[0], p[1], p[2]};
    }
    mark_triangle(corners, cells);
  }
}

}  // namespace iggan
