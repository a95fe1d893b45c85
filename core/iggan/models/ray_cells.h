#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

/// Shared by the fused kernels: rays through a volume [R, R, R] that fills the unit cube at the
/// origin. The volume is copied with a border of one zero voxel, so no corner needs a bounds check.
/// A ray is six numbers: origin and direction.
namespace iggan {

inline constexpr double kSmallDirection = 1e-9;  // replaces smaller components of a direction in
                                                 // divisions

/// The interval of distances, none below 0, at which a ray is inside the cube; empty if in >= out.
template <class T>
struct RaySpan {
  T in = 0, out = std::numeric_limits<T>::infinity();
};

/// Where a ray is inside the cube. @param ray  origin and direction, six numbers.
template <class T>
[[nodiscard]] RaySpan<T> span_in_cube(const T* ray) {
  RaySpan<T> span;
  for (int i = 0; i < 3; ++i) {
    const T d = std::abs(ray[3 + i]) < T(kSmallDirection) ? T(kSmallDirection) : ray[3 + i];
    const T a = (T(-0.5) - ray[i]) / d, b = (T(0.5) - ray[i]) / d;
    span.in = std::max(span.in, std::min(a, b));
    span.out = std::min(span.out, std::max(a, b));
  }
  return span;
}

/// One coordinate, in padded voxels, of the point at distance t along a ray. The integer part is
/// the coordinate of the cell. `origin` and `direction` are the ray's components along that axis.
template <class T>
[[nodiscard]] T padded_coordinate(T origin, T direction, T t, T edge) {
  return (origin + t * direction + T(0.5)) * edge + T(0.5);
}

/// A cell whose corners are the centres of eight voxels.
template <class T>
struct PaddedCell {
  std::int64_t corner;  // index, in the padded volume, of the lowest voxel
  T fraction[3];        // of the way to the next voxel; x, y, z
};

/// The cell at distance t along a ray; the point must be inside the cube.
template <class T>
[[nodiscard]] PaddedCell<T> padded_cell(const T* ray, T t, std::int64_t edge) {
  PaddedCell<T> cell;
  std::int64_t at[3];
  for (int i = 0; i < 3; ++i) {
    const T u = padded_coordinate(ray[i], ray[3 + i], t, static_cast<T>(edge));
    at[i] = std::clamp<std::int64_t>(static_cast<std::int64_t>(u), 0, edge);
    cell.fraction[i] = u - static_cast<T>(at[i]);
  }
  cell.corner = (at[2] * (edge + 2) + at[1]) * (edge + 2) + at[0];
  return cell;
}

/// Calls visit(padded, plain) for each row of voxels: the index of the row's first voxel in the
/// padded volume, and in [R, R, R].
template <class Visit>
void for_each_padded_row(std::int64_t edge, const Visit& visit) {
  const std::int64_t pitch = edge + 2;
  for (std::int64_t z = 0; z < edge; ++z)
    for (std::int64_t y = 0; y < edge; ++y)
      visit(((z + 1) * pitch + y + 1) * pitch + 1, (z * edge + y) * edge);
}

}  // namespace iggan
