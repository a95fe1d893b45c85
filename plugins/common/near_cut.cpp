#include "near_cut.h"

#include <algorithm>
#include <cmath>

namespace iggan::plugins {
namespace {

/// Keeps the part of the polygon where side * (p[axis] - plane) <= 0.
void keep_one_side(CutPolygon& polygon, int axis, int side, double plane) {
  CutPolygon kept;
  const auto outside = [&](const Vec& p) { return side * (p[axis] - plane); };
  for (int i = 0; i < polygon.count; ++i) {
    const Vec& from = polygon.corners[i];
    const Vec& to = polygon.corners[(i + 1) % polygon.count];
    const double a = outside(from), b = outside(to);
    if (a <= 0) kept.corners[kept.count++] = from;
    if ((a < 0 && b > 0) || (a > 0 && b < 0)) {
      Vec crossing = from + (to - from) * (a / (a - b));
      crossing[axis] = plane;
      kept.corners[kept.count++] = crossing;
    }
    if (kept.count == CutPolygon::kMost) break;
  }
  std::copy(kept.corners, kept.corners + kept.count, polygon.corners);
  polygon.count = kept.count;
}

}  // namespace

void cut_by_near_plane(const SolidGrid& grid, const PrimaryRays& rays, CancelPoll& poll,
                       const std::function<void(const CutPolygon&)>& use) {
  const CellBox& box = grid.box();
  if (box.empty()) return;
  const Affine& to_camera = rays.to_camera();
  const Vec slope{to_camera.columns[0].x, to_camera.columns[1].x, to_camera.columns[2].x};
  const double length_of_slope = length(slope);
  // How much depth changes from a voxel's centre to the corner nearest to the camera.
  const double reach = 0.5 * (std::fabs(slope.x) + std::fabs(slope.y) + std::fabs(slope.z));
  const Vec normal = slope * (1 / length_of_slope);
  const Vec along =
      normalized(cross(normal, std::fabs(normal.x) < 0.7 ? Vec{1, 0, 0} : Vec{0, 1, 0}));
  const Vec across = cross(normal, along);
  for (int k = box.low[2]; k < box.high[2]; ++k)
    for (int j = box.low[1]; j < box.high[1]; ++j) {
      poll.count(static_cast<std::size_t>(box.high[0] - box.low[0]) / 8 + 1);
      for (int i = box.low[0]; i < box.high[0]; ++i) {
        if (!grid.at(i, j, k)) continue;
        const Vec middle{i + 0.5, j + 0.5, k + 0.5};
        const double before = rays.near() - to_camera.point(middle).x;
        if (!(std::fabs(before) < reach)) continue;
        const Vec foot = middle + normal * (before / length_of_slope);
        // All points of the voxel are within 0.87 of its centre; the square extends to 2.
        CutPolygon polygon{{i, j, k},
                           {foot - along * 2 - across * 2, foot + along * 2 - across * 2,
                            foot + along * 2 + across * 2, foot - along * 2 + across * 2},
                           4};
        for (int axis = 0; axis < 3 && polygon.count > 0; ++axis) {
          keep_one_side(polygon, axis, -1, polygon.cell[axis]);
          keep_one_side(polygon, axis, 1, polygon.cell[axis] + 1);
        }
        if (polygon.count >= 3) use(polygon);
        poll.count(16);
      }
    }
}

}  // namespace iggan::plugins
