#include <iggan/scene/light_arrangement.h>

#include <iggan/base/error.h>

namespace iggan {
namespace {

Light ambient(double radiance) {
  Light light;
  light.kind = LightKind::ambient;
  light.rgb = {radiance, radiance, radiance};
  return light;
}

Light lamp(LightFrame frame, double irradiance, const Vec3& travels) {
  Light light;
  light.kind = LightKind::directional;
  light.frame = frame;
  light.rgb = {irradiance, irradiance, irradiance};
  light.vec = travels;
  return light;
}

const Vec3 kFromTheCamera{0.5, -0.6, -0.65};
const Vec3 kFromTheFront{-0.45, -0.7, -0.6};  // of the world, 37 degrees to the side

}  // namespace

std::vector<Light> arranged_lights(LightArrangement arrangement) {
  switch (arrangement) {
    case LightArrangement::camera:
      return {ambient(0.15), lamp(LightFrame::camera, 2.6, kFromTheCamera)};
    case LightArrangement::two_lamps:
      return {ambient(0.15), lamp(LightFrame::camera, 1.8, kFromTheCamera),
              lamp(LightFrame::world, 0.9, kFromTheFront)};
    case LightArrangement::world:
      return {ambient(0.3), lamp(LightFrame::world, 2.6, kFromTheFront)};
  }
  IGGAN_CHECK(false);
  return {};
}

}  // namespace iggan
