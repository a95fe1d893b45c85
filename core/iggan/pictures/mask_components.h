#pragma once
#include <cstddef>
#include <vector>

#include <iggan/scene/image.h>

namespace iggan {

/// Pixels from left to right - 1 and from top to bottom - 1.
struct PixelBox {
  int left = 0, top = 0, right = 0, bottom = 0;

  [[nodiscard]] int width() const { return right - left; }
  [[nodiscard]] int height() const { return bottom - top; }
  void include(int x, int y);
  void include(const PixelBox& other);
};

/// Visible pixels connected by edges or corners.
struct MaskComponent {
  std::size_t pixels = 0;
  PixelBox box;
};

/// The connected components of a picture's alpha.
struct MaskComponents {
  std::vector<int> labels;         // per pixel: number of its component + 1; 0: not visible
  std::vector<MaskComponent> all;  // in the order of their first pixels
  [[nodiscard]] double visible_pixels() const;
  /// Indices of the components, largest first.
  [[nodiscard]] std::vector<std::size_t> by_size() const;
};

/// @param rgba       4 channels.
/// @param threshold  pixels more opaque than this are visible.
[[nodiscard]] MaskComponents find_components(const ImageF32& rgba, float threshold);

}  // namespace iggan
