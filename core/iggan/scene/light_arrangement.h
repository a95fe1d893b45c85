#pragma once
#include <vector>

#include <iggan/scene/light.h>

namespace iggan {

/// Lights by name. What pictures are lit by decides what can be learned from them: a lamp that
/// turns with the camera shows cavities from every side, one that is fixed to the world shows which
/// side is the front (docs/lab).
enum class LightArrangement {
  camera,     // a little ambient light, and a lamp over the camera's left shoulder
  two_lamps,  // the same weaker, and half as strong a lamp fixed to the world, above its front
  world,      // more ambient light, and the world's lamp alone
};
template <>
inline constexpr auto enum_names<LightArrangement> =
    names<LightArrangement>("an arrangement of lights", {{LightArrangement::camera, "camera"},
                                                         {LightArrangement::two_lamps, "two_lamps"},
                                                         {LightArrangement::world, "world"}});

/// Linear; all lamps are directional.
[[nodiscard]] std::vector<Light> arranged_lights(LightArrangement arrangement);

}  // namespace iggan
