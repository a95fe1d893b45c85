#pragma once
#include <array>
#include <optional>

#include <iggan/conformance/abi_scene.h>

/// What a pixel's centre shows of a scene, computed the slow and obvious way: every voxel is a box,
/// cut by the near and far planes.
namespace iggan::conformance {

/// What a pixel's centre shows; unsure: a correct renderer may show either.
enum class Seen { nothing, something, unsure };

/// @param aside  in pixels: unsure if a ray at this distance from the centre sees something else.
/// Also unsure where the near plane cuts a solid, since mesh renderers leave the cut open.
[[nodiscard]] Seen reference_sees(const AbiScene& scene, std::uint32_t x, std::uint32_t y,
                                  double aside);

/// The linear colour of the surface there, by the Lambert promise. Empty if nothing is seen, if
/// rays at the distance `aside` from the centre meet a different face, if the near plane cuts the
/// solid, or if a point light is too near for a fair test.
[[nodiscard]] std::optional<std::array<double, 3>> reference_colour(const AbiScene& scene,
                                                                    std::uint32_t x,
                                                                    std::uint32_t y, double aside);

}  // namespace iggan::conformance
