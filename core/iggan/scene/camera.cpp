#include <iggan/scene/camera.h>

#include <cmath>

#include <iggan/base/pi.h>

namespace iggan {

Vec3 direction_at(double azimuth_degrees, double elevation_degrees) {
  const double a = azimuth_degrees * kRadiansPerDegree, e = elevation_degrees * kRadiansPerDegree;
  return {std::cos(e) * std::sin(a), std::sin(e), std::cos(e) * std::cos(a)};
}

Camera orbit_camera(CameraKind kind, const OrbitView& view) {
  const double a = view.azimuth_degrees * kRadiansPerDegree;
  const Vec3 back = direction_at(view.azimuth_degrees, view.elevation_degrees);
  Vec3 right{std::cos(a), 0, -std::sin(a)};  // horizontal, and safe near the poles
  Vec3 up = cross(back, right);
  if (view.roll_degrees != 0) {
    const double roll = view.roll_degrees * kRadiansPerDegree;
    const Vec3 level = right;
    right = level * std::cos(roll) + up * std::sin(roll);
    up = up * std::cos(roll) - level * std::sin(roll);
  }
  const Vec3 eye = view.target + back * view.distance;
  Camera camera;
  camera.kind = kind;
  camera.yfov = static_cast<float>(view.fov_degrees * kRadiansPerDegree);
  camera.ymag = static_cast<float>(view.ortho_half_height);
  const Vec3* columns[4] = {&right, &up, &back, &eye};
  for (std::size_t column = 0; column < 4; ++column)
    for (std::size_t row = 0; row < 3; ++row)
      camera.to_world[column * 4 + row] = static_cast<float>((*columns[column])[row]);
  return camera;
}

}  // namespace iggan
