#pragma once
// Where a line crosses the planes of a grid, decided once for all renderers. Every decision uses
// plane_time(), the same double for every caller, so that two ways to find a hit (stepping from
// cell to cell, or a tree of faces) cannot disagree because of rounding: cells are half-open, and a
// line that crosses planes of several axes at the same time crosses x before y before z.
#include <cstdint>
#include <limits>

#include "vec.h"

namespace iggan::plugins {

/// A ray in index space, where voxel (i, j, k) fills [i, i+1] x [j, j+1] x [k, k+1]. Points are
/// origin + t * direction for t in [t_min, t_max]; t is the same in world space.
struct GridRay {
  Vec origin, direction, inverse;  // inverse = 1 / direction; unused where direction is 0
  double t_min = 0;
  double t_max = std::numeric_limits<double>::infinity();

  GridRay() = default;
  GridRay(const Vec& o, const Vec& d)
      : origin(o), direction(d), inverse{1.0 / d.x, 1.0 / d.y, 1.0 / d.z} {}

  [[nodiscard]] Vec at(double t) const { return origin + direction * t; }
  /// The time at which the ray crosses plane `plane` of `axis`; direction[axis] must not be 0.
  [[nodiscard]] double plane_time(int axis, int plane) const {
    return (static_cast<double>(plane) - origin[axis]) * inverse[axis];
  }
  /// The planes at which the ray enters and leaves a cell.
  [[nodiscard]] int entry_plane(int axis, int cell) const {
    return direction[axis] > 0 ? cell : cell + 1;
  }
  [[nodiscard]] int exit_plane(int axis, int cell) const {
    return direction[axis] > 0 ? cell + 1 : cell;
  }
};

/// Cells [low, high) on each axis.
struct CellBox {
  int low[3] = {0, 0, 0};
  int high[3] = {0, 0, 0};
  [[nodiscard]] bool empty() const { return low[0] >= high[0]; }
  [[nodiscard]] bool contains(const int cell[3]) const {
    for (int a = 0; a < 3; ++a)
      if (cell[a] < low[a] || cell[a] >= high[a]) return false;
    return true;
  }
};

/// The first hit of a ray. axis -1: the ray started inside a solid voxel, that is, the near plane
/// cuts it open there.
struct Hit {
  static constexpr double kNever = std::numeric_limits<double>::infinity();
  double t = kNever;
  int cell[3] = {0, 0, 0};
  int axis = -1;
  int side = 0;  // the outward normal's sign on `axis`
  [[nodiscard]] bool found() const { return t < kNever; }
};

/// The cell on `axis` in which the ray is at time t. `inclusive` says whether a plane crossed at
/// exactly t counts as crossed. Clamped to one cell around [low, high), which starts at 0 or above.
[[nodiscard]] inline int cell_at(const GridRay& ray, int axis, double t, bool inclusive, int low,
                                 int high) {
  const double guess = ray.origin[axis] + ray.direction[axis] * t;
  int cell = guess < low ? low - 1 : guess < high ? static_cast<int>(guess) : high;
  if (ray.direction[axis] == 0) return cell;
  const auto crossed = [&](int plane) {
    const double time = ray.plane_time(axis, plane);
    return inclusive ? time <= t : time < t;
  };
  const int forward = ray.direction[axis] > 0 ? 1 : -1;
  while (cell != (forward > 0 ? high : low - 1) && crossed(ray.exit_plane(axis, cell)))
    cell += forward;
  while (cell != (forward > 0 ? low - 1 : high) && !crossed(ray.entry_plane(axis, cell)))
    cell -= forward;
  return cell;
}

/// The part of the line within a box, from the same plane times; false if there is none. `axis` is
/// that of the last entry plane crossed.
[[nodiscard]] inline bool clip(const GridRay& ray, const CellBox& box, double& enter, double& leave,
                               int& axis) {
  enter = -std::numeric_limits<double>::infinity();
  leave = std::numeric_limits<double>::infinity();
  axis = -1;
  for (int a = 0; a < 3; ++a) {
    if (ray.direction[a] == 0) {
      const double cell = std::floor(ray.origin[a]);
      if (!(cell >= box.low[a] && cell < box.high[a])) return false;
      continue;
    }
    const bool up = ray.direction[a] > 0;
    const double in = ray.plane_time(a, up ? box.low[a] : box.high[a]);
    const double out = ray.plane_time(a, up ? box.high[a] : box.low[a]);
    if (in >= enter) {
      enter = in;
      axis = a;
    }
    if (out < leave) leave = out;
  }
  return enter <= leave;
}

/// Whether the ray enters the cells [low, high) through their faces on `axis` that face `side`,
/// after t_min and not after t_max; sets `t` to the time. The cells are one thick on `axis`.
[[nodiscard]] inline bool enters_through(const GridRay& ray, const std::int16_t low[3],
                                         const std::int16_t high[3], int axis, int side,
                                         double& t) {
  if (!(ray.direction[axis] * side < 0)) return false;
  t = ray.plane_time(axis, side > 0 ? high[axis] : low[axis]);
  if (!(t > ray.t_min && t <= ray.t_max)) return false;
  for (int b = 0; b < 3; ++b) {
    if (b == axis) continue;
    if (ray.direction[b] == 0) {
      const double cell = std::floor(ray.origin[b]);
      if (!(cell >= low[b] && cell < high[b])) return false;
      continue;
    }
    const bool up = ray.direction[b] > 0;
    const double in = ray.plane_time(b, up ? low[b] : high[b]);
    const double out = ray.plane_time(b, up ? high[b] : low[b]);
    const bool inside = b < axis ? in <= t && out > t : in < t && out >= t;
    if (!inside) return false;
  }
  return true;
}

}  // namespace iggan::plugins
