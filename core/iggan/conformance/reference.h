#pragma once
#include <array>
#include <optional>

#include <iggan/conformance/abi_scene.h>

/// What a pixel's centre shows of a scene, found the slow and obvious way: every voxel is a box,
/// cut by the near and far planes.
namespace iggan::conformance {

enum class Seen { nothing, something, unsure };

/// @param aside  pixels; unsure where the near plane cuts a solid, which renderers of meshes leave
/// open, and where a ray that far from the centre sees otherwise.
[[nodiscard]] Seen reference_sees(const AbiScene& scene, std::uint32_t x, std::uint32_t y,
                                  double aside);

/// The linear colour of the surface there, by the Lambert promise; nothing where nothing is seen,
/// where rays aside meet another face, where the near plane cuts the solid, or where a lamp is so
/// near that its light is no fair test.
[[nodiscard]] std::optional<std::array<double, 3>> reference_colour(const AbiScene& scene,
                                                                    std::uint32_t x,
                                                                    std::uint32_t y, double aside);

}  // namespace iggan::conformance
