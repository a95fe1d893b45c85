#pragma once
#include <vector>

#include <iggan/scene/light.h>

namespace iggan {

/// Lights by name. The light of the pictures decides what can be learned from them: a lamp fixed to
/// the camera shows cavities from every side; one fixed to the world shows which side is the front.
/// Scenes have both by default: generators learned most with the two together
/// (docs/lab/settings.md).
enum class LightArrangement {
  camera,     // a little ambient light, and a lamp over the camera's left shoulder
  two_lamps,  // the same ambient light, a weaker lamp over the shoulder, and one half as strong,
              // fixed to the world above its front
  world,      // more ambient light, and only the lamp fixed to the world
};
template <>
inline constexpr auto enum_names<LightArrangement> =
    names<LightArrangement>("an arrangement of lights", {{LightArrangement::camera, "camera"},
                                                         {LightArrangement::two_lamps, "two_lamps"},
                                                         {LightArrangement::world, "world"}});

/// Linear; all lamps are directional.
[[nodiscard]] std::vector<Light> arranged_lights(LightArrangement arrangement);

}  // namespace iggan
