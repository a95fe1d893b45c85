#pragma once
/// @file
/// Part of the optional C++ glue over renderer_abi.h: the rays of a job's camera and the voxels
/// that they hit, in double precision. Cells are half open, a ray that crosses planes of several
/// axes at once crosses x before y before z, and every decision uses the times of such crossings.
/// iggan's own renderers decide the same way, so a plugin made with this header produces the same
/// silhouettes.
#include <iggan/renderer_plugin_validation.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

namespace iggan::plugin {

/// A ray in grid space, where voxel (i, j, k) fills [i, i+1] x [j, j+1] x [k, k+1]: the points
/// origin + t * direction. t is the depth along the camera's -Z in world units, in perspective too,
/// so that t_min and t_max are the near and the far plane of every ray.
struct Ray {
  std::array<double, 3> origin;     // grid space
  std::array<double, 3> direction;  // grid space, for one world unit of depth
  double t_min;                     // depth of the near plane
  double t_max;                     // depth of the far plane
};

/// The first solid voxel on a ray.
struct Hit {
  double t;                      // the depth
  std::array<int, 3> cell;       // i, j, k
  std::array<double, 3> normal;  // of the face: outward, unit, world space; a cut faces the camera
  bool cut;                      // the near plane cuts the voxel open
};

/// The rays of one job. Borrows the job's voxels. Its functions are thread-safe.
class VoxelRays {
 public:
  /// @param job  its voxels must outlive this object.
  explicit VoxelRays(const Job& job)
      : grid_(job.grid),
        size_{static_cast<int>(job.grid.nx), static_cast<int>(job.grid.ny),
              static_cast<int>(job.grid.nz)},
        perspective_(job.camera.kind == IGGAN_CAMERA_PERSPECTIVE),
        half_width_(0.5 * job.canvas.width()),
        half_height_(0.5 * job.canvas.height()),
        near_(static_cast<double>(job.camera.znear)),
        far_(static_cast<double>(job.camera.zfar)) {
    const float *grid = job.grid.to_world, *pose = job.camera.to_world;
    const Vec x = column(grid, 0), y = column(grid, 1), z = column(grid, 2);
    const double scale = 1.0 / dot(x, cross(y, z));
    to_grid_ = {times(cross(y, z), scale), times(cross(z, x), scale), times(cross(x, y), scale)};
    for (std::size_t a = 0; a < 3; ++a) normals_[a] = unit(to_grid_[a]);
    normals_[kCut] = unit(column(pose, 2));

    const double half = perspective_ ? std::tan(0.5 * static_cast<double>(job.camera.yfov))
                                     : static_cast<double>(job.camera.ymag);
    const double pixel = half / half_height_;  // pixels are square
    eye_ = plus(to_grid(column(pose, 3)), times(to_grid(column(grid, 3)), -1.0));
    ahead_ = to_grid(times(column(pose, 2), -1.0));
    right_ = times(to_grid(column(pose, 0)), pixel);
    up_ = times(to_grid(column(pose, 1)), pixel);
  }

  /// The ray through a point of the picture.
  /// @param x, y  in pixels from the left and from the top; a pixel's centre is at + 0.5.
  [[nodiscard]] Ray at(double x, double y) const {
    const Vec aside = plus(times(right_, x - half_width_), times(up_, half_height_ - y));
    return perspective_ ? Ray{eye_, plus(ahead_, aside), near_, far_}
                        : Ray{plus(eye_, aside), ahead_, near_, far_};
  }

  /// The point of a hit, in world space.
  [[nodiscard]] std::array<double, 3> world_point(const Ray& ray, const Hit& hit) const {
    const float* m = grid_.to_world;
    Vec at = column(m, 3);
    for (std::size_t a = 0; a < 3; ++a)
      at = plus(at, times(column(m, a), ray.origin[a] + hit.t * ray.direction[a]));
    return at;
  }

  /// The solid voxel in which the ray starts, or else the first that it enters.
  [[nodiscard]] std::optional<Hit> first_hit(const Ray& ray) const {
    const Crossings crossings(ray);
    Hit hit{};
    std::size_t axis = kCut;  // of the face crossed last
    if (!enter_grid(ray, crossings, hit, axis)) return std::nullopt;
    Vec next;  // when the ray leaves its cell, by axis
    for (std::size_t a = 0; a < 3; ++a) next[a] = crossings.leave(a, hit.cell[a]);
    while (!solid(hit.cell)) {
      axis = next[0] <= next[1] && next[0] <= next[2] ? 0 : next[1] <= next[2] ? 1 : 2;
      hit.t = next[axis];
      hit.cell[axis] += crossings.step(axis);
      if (!(hit.t <= ray.t_max) || !within(axis, hit.cell[axis])) return std::nullopt;
      next[axis] = crossings.leave(axis, hit.cell[axis]);
    }
    hit.cut = axis == kCut;
    hit.normal = hit.cut ? normals_[kCut] : times(normals_[axis], -crossings.step(axis));
    return hit;
  }

 private:
  using Vec = std::array<double, 3>;
  static constexpr std::size_t kCut = 3;  // instead of an axis: no face crossed yet

  /// The times at which a ray crosses the planes of the grid, each computed in one way only, so
  /// that every caller gets the same double.
  struct Crossings {
    explicit Crossings(const Ray& r)
        : ray(r), inverse{1.0 / r.direction[0], 1.0 / r.direction[1], 1.0 / r.direction[2]} {}
    [[nodiscard]] int step(std::size_t axis) const { return ray.direction[axis] > 0 ? 1 : -1; }
    [[nodiscard]] double time(std::size_t axis, int plane) const {
      return (plane - ray.origin[axis]) * inverse[axis];
    }
    [[nodiscard]] double enter(std::size_t axis, int cell) const {
      return time(axis, ray.direction[axis] > 0 ? cell : cell + 1);
    }
    [[nodiscard]] double leave(std::size_t axis, int cell) const {
      if (ray.direction[axis] == 0) return std::numeric_limits<double>::infinity();
      return time(axis, ray.direction[axis] > 0 ? cell + 1 : cell);
    }
    const Ray& ray;
    Vec inverse;
  };

  /// Finds the cell in which the walk starts: the one in which the ray starts, or the one where the
  /// ray enters the grid, crossing a plane of `axis`. Returns false if it does not enter.
  bool enter_grid(const Ray& ray, const Crossings& crossings, Hit& hit, std::size_t& axis) const {
    double enter = -std::numeric_limits<double>::infinity(), leave = -enter;
    for (std::size_t a = 0; a < 3; ++a) {
      if (ray.direction[a] == 0) continue;
      const bool up = ray.direction[a] > 0;
      const double in = crossings.time(a, up ? 0 : size_[a]);
      if (in >= enter) {
        enter = in;
        axis = a;
      }
      leave = std::min(leave, crossings.time(a, up ? size_[a] : 0));
    }
    if (!(enter <= leave && leave >= ray.t_min && enter <= ray.t_max)) return false;
    if (enter <= ray.t_min) axis = kCut;
    hit.t = axis == kCut ? ray.t_min : enter;
    for (std::size_t a = 0; a < 3; ++a) {
      hit.cell[a] = a != axis                  ? cell_at(crossings, a, hit.t, a < axis)
                    : crossings.step(axis) > 0 ? 0
                                               : size_[a] - 1;
      if (!within(a, hit.cell[a])) return false;
    }
    return true;
  }

  /// The cell along `axis` in which the ray is at time t. If `inclusive`, a plane that is crossed
  /// at exactly t counts as crossed.
  [[nodiscard]] int cell_at(const Crossings& crossings, std::size_t axis, double t,
                            bool inclusive) const {
    const int size = size_[axis], step = crossings.step(axis);
    const int beyond = step > 0 ? size : -1, before = step > 0 ? -1 : size;
    const double guess = crossings.ray.origin[axis] + crossings.ray.direction[axis] * t;
    int cell = guess < 0 ? -1 : guess < size ? static_cast<int>(guess) : size;
    if (crossings.ray.direction[axis] == 0) return cell;
    const auto crossed = [&](double time) { return inclusive ? time <= t : time < t; };
    while (cell != beyond && crossed(crossings.leave(axis, cell))) cell += step;
    while (cell != before && !crossed(crossings.enter(axis, cell))) cell -= step;
    return cell;
  }

  [[nodiscard]] bool within(std::size_t axis, int cell) const {
    return cell >= 0 && cell < size_[axis];
  }
  [[nodiscard]] bool solid(const std::array<int, 3>& cell) const {
    return grid_.occupancy[cell[0] * grid_.occ_stride[0] + cell[1] * grid_.occ_stride[1] +
                           cell[2] * grid_.occ_stride[2]] != 0;
  }
  /// Converts a direction from world space to grid space.
  [[nodiscard]] Vec to_grid(const Vec& v) const {
    return {dot(to_grid_[0], v), dot(to_grid_[1], v), dot(to_grid_[2], v)};
  }

  static Vec column(const float m[16], int c) {
    return {static_cast<double>(m[c * 4]), static_cast<double>(m[c * 4 + 1]),
            static_cast<double>(m[c * 4 + 2])};
  }
  static Vec plus(const Vec& a, const Vec& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
  static Vec times(const Vec& a, double s) { return {a[0] * s, a[1] * s, a[2] * s}; }
  static Vec unit(const Vec& a) { return times(a, 1.0 / std::sqrt(dot(a, a))); }
  static double dot(const Vec& a, const Vec& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
  static Vec cross(const Vec& a, const Vec& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
  }

  iggan_grid grid_;
  std::array<int, 3> size_;
  bool perspective_;
  double half_width_, half_height_, near_, far_;
  std::array<Vec, 3> to_grid_;  // rows of the inverse of the grid's matrix
  std::array<Vec, 4> normals_;  // world space: of the faces towards +i, +j, +k, and of a cut
  Vec eye_, ahead_, right_, up_;
};

}  // namespace iggan::plugin
