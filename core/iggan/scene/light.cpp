#include <iggan/scene/light.h>

namespace iggan {

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
    out.vec = inverse_rigid_point(m, light.vec);
  return out;
}

}  // namespace iggan
