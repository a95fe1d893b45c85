#include <iggan/geometry/vectors.h>

#include <cmath>

namespace iggan {

Vec3 operator+(const Vec3& a, const Vec3& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
Vec3 operator-(const Vec3& a, const Vec3& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
Vec3 operator*(const Vec3& a, double s) {
  return {a[0] * s, a[1] * s, a[2] * s};
}
double dot(const Vec3& a, const Vec3& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Vec3 normalized(const Vec3& a) {
  return a * (1.0 / std::sqrt(dot(a, a)));
}

Vec3 transform_direction(const Mat4& m, const Vec3& d) {
  Vec3 out{};
  for (std::size_t row = 0; row < 3; ++row)
    out[row] = m[row] * d[0] + m[4 + row] * d[1] + m[8 + row] * d[2];
  return out;
}

Vec3 transform_point(const Mat4& m, const Vec3& p) {
  return transform_direction(m, p) + Vec3{m[12], m[13], m[14]};
}

Vec3 inverse_rigid_direction(const Mat4& m, const Vec3& d) {
  Vec3 out{};
  for (std::size_t row = 0; row < 3; ++row)
    out[row] = m[row * 4] * d[0] + m[row * 4 + 1] * d[1] + m[row * 4 + 2] * d[2];
  return out;
}

Vec3 inverse_rigid_point(const Mat4& m, const Vec3& p) {
  return inverse_rigid_direction(m, p - Vec3{m[12], m[13], m[14]});
}

}  // namespace iggan
