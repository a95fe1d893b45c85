#pragma once
#include <iggan/config/enum_names.h>
#include <iggan/geometry/vectors.h>
#include <iggan/scene/camera.h>

namespace iggan {

/// Kinds of light (docs/conventions.md).
enum class LightKind { ambient = 1, directional = 2, point = 3 };  // the ABI's numbers
template <>
inline constexpr auto enum_names<LightKind> =
    names<LightKind>("a light kind", {{LightKind::ambient, "ambient"},
                                      {LightKind::directional, "directional"},
                                      {LightKind::point, "point"}});

/// What a light moves with.
enum class LightFrame { camera, world };
template <>
inline constexpr auto enum_names<LightFrame> = names<LightFrame>("a light frame",
                                                                 {{LightFrame::camera, "camera"},
                                                                  {LightFrame::world, "world"}});

/// One light. rgb is linear: ambient radiance L, directional irradiance E, point intensity I.
struct Light {
  LightKind kind = LightKind::ambient;
  LightFrame frame = LightFrame::camera;  // of `vec`
  Vec3 rgb{1, 1, 1};
  Vec3 vec{0, 0,
           -1};  // directional: travel direction (any length > 0); point: position; else unused

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("kind", self.kind, "ambient, directional or point");
    visit("frame", self.frame, "camera (moves with the view) or world");
    visit("rgb", self.rgb, "linear: ambient radiance, directional irradiance or point intensity");
    visit("vec", self.vec, "directional: travel direction; point: position");
  }
};

/// The same light with `vec` in world space, as renderers see it.
[[nodiscard]] Light to_world(const Light& light, const Camera& camera);
/// The same light with `vec` in the camera's frame, as the proxy networks see it.
[[nodiscard]] Light to_camera(const Light& light, const Camera& camera);

}  // namespace iggan
