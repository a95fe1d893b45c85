#pragma once
#include <cstdint>
#include <vector>

#include <iggan/pictures/picture_set.h>
#include <iggan/pictures/scene_renderer.h>

namespace iggan {

/// Pictures of one size, as in a data set.
struct Pictures {
  int count = 0, width = 0, height = 0, channels = 0;  // 1 gray, 3 RGB
  std::vector<std::uint8_t> bytes;  // [count, height, width, channels], sRGB-encoded
};

/// All pictures of a set, in its order.
[[nodiscard]] Pictures pictures_of(const PictureSet& set);

/// Reduces each picture by a whole factor, with means in linear light.
/// @param factor  divides the pictures' sides.
[[nodiscard]] Pictures reduced(const Pictures& pictures, int factor);

/// One picture per view, with the scene's lights, background and size.
/// @throws PluginError from the renderer, Interrupted.
[[nodiscard]] Pictures render_views(Renderer& renderer, const SceneDistribution& scene,
                                    const std::vector<View>& views);

/// Shots as the scene draws them, for comparisons of pictures; not framed.
[[nodiscard]] std::vector<Shot> draw_shots(const SceneDistribution& scene, int count,
                                           std::uint64_t seed);

/// Views of all shapes in turn, with the shots that draw_shots() returns, framed if the scene asks
/// for it: view i shows shape i modulo their number.
[[nodiscard]] std::vector<View> draw_views(const std::vector<VoxelGrid>& shapes,
                                           const SceneDistribution& scene, int count,
                                           std::uint64_t seed);

}  // namespace iggan
