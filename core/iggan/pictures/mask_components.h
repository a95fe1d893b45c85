#pragma once
#include <cstddef>
#include <vector>

#include <iggan/scene/image.h>

namespace iggan {

/// Pixels left to right - 1 and top to bottom - 1.
struct PixelBox {
  int left = 0, top = 0, right = 0, bottom = 0;

  [[nodiscard]] int width() const { return right - left; }
  [[nodiscard]] int height() const { return bottom - top; }
  void include(int x, int y);
  void include(const PixelBox& other);
};

/// Visible pixels that hang together, by edges or corners.
struct MaskComponent {
  std::size_t pixels = 0;
  PixelBox box;
};

/// What a picture's alpha shows, taken apart.
struct MaskComponents {
  std::vector<int> labels;         // per pixel: number of its component + 1; 0: not visible
  std::vector<MaskComponent> all;  // in the order of their first pixels
  [[nodiscard]] double visible_pixels() const;
  /// Numbers of components, the largest first.
  [[nodiscard]] std::vector<std::size_t> by_size() const;
};

/// @param rgba       4 channels.
/// @param threshold  what is more opaque is visible.
[[nodiscard]] MaskComponents find_components(const ImageF32& rgba, float threshold);

}  // namespace iggan
