#include <iggan/scene/light.h>

namespace iggan {
namespace {

Vec3 inverse_rigid_direction(const Mat4& m, const Vec3& d) {
  Vec3 out{};
  for (std::size_t row = 0; row < 3; ++row)
    out[row] = m[row * 4] * d[0] + m[row * 4 + 1] * d[1] + m[row * 4 + 2] * d[2];
  return out;
}

}  // namespace

Light to_world(const Light& light, const Camera& camera) {
  Light out = light;
  out.frame = LightFrame::world;
  if (light.frame == LightFrame::camera && light.kind == LightKind::directional)
    out.vec = transform_direction(camera.to_world, light.vec);
  if (light.frame == LightFrame::camera && light.kind == LightKind::point)
    out.vec = transform_point(camera.to_world, light.vec);
  return out;
}

Light to_camera(const Light& light, const Camera& camera) {
  Light out = light;
  out.frame = LightFrame::camera;
  const Mat4& m = camera.to_world;
  if (light.frame == LightFrame::world && light.kind == LightKind::directional)
    out.vec = inverse_rigid_direction(m, light.vec);
  if (light.frame == LightFrame::world && light.kind == LightKind::point)
    out.vec = inverse_rigid_direction(m, light.vec - Vec3{m[12], m[13], m[14]});
  return out;
}

}  // namespace iggan
