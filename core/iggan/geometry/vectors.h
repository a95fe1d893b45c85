#pragma once
#include <array>

namespace iggan {

/// A point or direction in world space (right-handed, +Y up) or linear RGB.
using Vec3 = std::array<double, 3>;

/// Column-major affine matrix, local to world: element (row, column) is m[column * 4 + row].
using Mat4 = std::array<float, 16>;

/// Sum.
[[nodiscard]] Vec3 operator+(const Vec3& a, const Vec3& b);
/// Difference.
[[nodiscard]] Vec3 operator-(const Vec3& a, const Vec3& b);
/// Product with a number.
[[nodiscard]] Vec3 operator*(const Vec3& a, double s);
/// Dot product.
[[nodiscard]] double dot(const Vec3& a, const Vec3& b);
/// Cross product, right-handed.
[[nodiscard]] Vec3 cross(const Vec3& a, const Vec3& b);
/// The vector scaled to length 1.
[[nodiscard]] Vec3 normalized(const Vec3& a);

/// The point transformed by the matrix.
[[nodiscard]] Vec3 transform_point(const Mat4& m, const Vec3& point);
/// The direction transformed by the matrix, without its translation.
[[nodiscard]] Vec3 transform_direction(const Mat4& m, const Vec3& direction);
/// The inverse, for a matrix that only rotates and translates.
[[nodiscard]] Vec3 inverse_rigid_direction(const Mat4& m, const Vec3& direction);
/// The same for a point.
[[nodiscard]] Vec3 inverse_rigid_point(const Mat4& m, const Vec3& point);

}  // namespace iggan
