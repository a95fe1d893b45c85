#include <iggan/scene/camera.h>

#include <cmath>

namespace iggan {

Camera orbit_camera(CameraKind kind, const OrbitView& view) {
  constexpr double kRadians = 0.017453292519943295;
  const double a = view.azimuth_degrees * kRadians, e = view.elevation_degrees * kRadians;
  const Vec3 back{std::cos(e) * std::sin(a), std::sin(e), std::cos(e) * std::cos(a)};
  Vec3 right{std::cos(a), 0, -std::sin(a)};  // horizontal, and safe near the poles
  Vec3 up = cross(back, right);
  if (view.roll_degrees != 0) {
    const double roll = view.roll_degrees * kRadians;
    const Vec3 level = right;
    right = level * std::cos(roll) + up * std::sin(roll);
    up = up * std::cos(roll) - level * std::sin(roll);
  }
  const Vec3 eye = view.target + back * view.distance;
  Camera camera;
  camera.kind = kind;
  camera.yfov = static_cast<float>(view.fov_degrees * kRadians);
  camera.ymag = static_cast<float>(view.ortho_half_height);
  const Vec3* columns[4] = {&right, &up, &back, &eye};
  for (std::size_t column = 0; column < 4; ++column)
    for (std::size_t row = 0; row < 3; ++row)
      camera.to_world[column * 4 + row] = static_cast<float>((*columns[column])[row]);
  return camera;
}

}  // namespace iggan
