#pragma once
#include <array>

namespace iggan {

/// A point or direction in world space (right-handed, +Y up) or linear RGB.
using Vec3 = std::array<double, 3>;

/// Column-major affine matrix, local to world: element (row, column) is m[column * 4 + row].
using Mat4 = std::array<float, 16>;

[[nodiscard]] Vec3 operator+(const Vec3& a, const Vec3& b);
[[nodiscard]] Vec3 operator-(const Vec3& a, const Vec3& b);
[[nodiscard]] Vec3 operator*(const Vec3& a, double s);
[[nodiscard]] double dot(const Vec3& a, const Vec3& b);
[[nodiscard]] Vec3 cross(const Vec3& a, const Vec3& b);
[[nodiscard]] Vec3 normalized(const Vec3& a);

[[nodiscard]] Vec3 transform_point(const Mat4& m, const Vec3& point);
[[nodiscard]] Vec3 transform_direction(const Mat4& m, const Vec3& direction);
/// The reverse, of a matrix that only turns and moves.
[[nodiscard]] Vec3 inverse_rigid_direction(const Mat4& m, const Vec3& direction);
[[nodiscard]] Vec3 inverse_rigid_point(const Mat4& m, const Vec3& point);

}  // namespace iggan
