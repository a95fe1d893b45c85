#pragma once
#include <cmath>

namespace iggan::plugins {

/// A point or direction, in world or index space.
struct Vec {
  double x = 0, y = 0, z = 0;
  double operator[](int axis) const { return axis == 0 ? x : axis == 1 ? y : z; }
  double& operator[](int axis) { return axis == 0 ? x : axis == 1 ? y : z; }
};

inline Vec operator+(const Vec& a, const Vec& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Vec operator-(const Vec& a, const Vec& b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Vec operator-(const Vec& a) {
  return {-a.x, -a.y, -a.z};
}
inline Vec operator*(const Vec& a, double s) {
  return {a.x * s, a.y * s, a.z * s};
}
inline double dot(const Vec& a, const Vec& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Vec cross(const Vec& a, const Vec& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(const Vec& a) {
  return std::sqrt(dot(a, a));
}
inline Vec normalized(const Vec& a) {
  return a * (1.0 / length(a));
}

/// An affine map: the columns of its linear part, and its translation.
struct Affine {
  Vec columns[3];
  Vec translation;

  /// @param m  column-major, as the ABI sends it.
  static Affine from(const float m[16]) {
    const auto column = [m](int c) {
      return Vec{static_cast<double>(m[c * 4]), static_cast<double>(m[c * 4 + 1]),
                 static_cast<double>(m[c * 4 + 2])};
    };
    return {{column(0), column(1), column(2)}, column(3)};
  }
  [[nodiscard]] Vec direction(const Vec& v) const {
    return columns[0] * v.x + columns[1] * v.y + columns[2] * v.z;
  }
  [[nodiscard]] Vec point(const Vec& v) const { return direction(v) + translation; }
  /// The transposed linear part times v: maps a world normal to index space if this map is from
  /// index to world, and an index normal to world space if this map is from world to index.
  [[nodiscard]] Vec transposed(const Vec& v) const {
    return {dot(columns[0], v), dot(columns[1], v), dot(columns[2], v)};
  }
  [[nodiscard]] Affine inverse() const {
    const Vec a = cross(columns[1], columns[2]);
    const Vec b = cross(columns[2], columns[0]);
    const Vec c = cross(columns[0], columns[1]);
    const double scale = 1.0 / dot(columns[0], a);
    Affine out;
    for (int i = 0; i < 3; ++i) out.columns[i] = Vec{a[i], b[i], c[i]} * scale;
    out.translation = -out.direction(translation);
    return out;
  }
};

}  // namespace iggan::plugins
