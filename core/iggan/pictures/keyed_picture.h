#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <iggan/geometry/vectors.h>
#include <iggan/scene/image.h>

/// A picture whose background is being removed; shared by the files of this folder that do so.
namespace iggan {

/// Oklab: lightness, green to red, blue to yellow.
using Lab = std::array<float, 3>;

/// Ottosson, "A perceptual color space for image processing" (2020): equal distances look equally
/// large; black and white are 1 apart.
[[nodiscard]] Lab oklab(const float* linear_rgb);
/// The same.
[[nodiscard]] Lab oklab(const Vec3& linear_rgb);
/// Euclidean.
[[nodiscard]] float distance_between(const Lab& a, const Lab& b);

/// Linear RGBA, opaque where not removed yet, and what is known about each pixel.
struct KeyedPicture {
  ImageF32& rgba;
  int width = rgba.width, height = rgba.height;
  std::vector<float> distances{};       // from the background's colour, per pixel
  std::vector<std::uint8_t> outside{};  // 1: background, per pixel

  [[nodiscard]] std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }
  [[nodiscard]] const float* colour(std::size_t pixel) const { return &rgba.samples[4 * pixel]; }
  template <class Visit>
  void for_border(Visit visit) const {
    for (int x = 0; x < width; ++x) {
      visit(at(x, 0));
      if (height > 1) visit(at(x, height - 1));
    }
    for (int y = 1; y + 1 < height; ++y) {
      visit(at(0, y));
      if (width > 1) visit(at(width - 1, y));
    }
  }
  /// Visits the pixels in the square around one, except that one.
  template <class Visit>
  void for_neighbours(std::size_t pixel, int reach, Visit visit) const {
    const int x0 = static_cast<int>(pixel % static_cast<std::size_t>(width));
    const int y0 = static_cast<int>(pixel / static_cast<std::size_t>(width));
    for (int y = std::max(0, y0 - reach); y <= std::min(height - 1, y0 + reach); ++y)
      for (int x = std::max(0, x0 - reach); x <= std::min(width - 1, x0 + reach); ++x)
        if (at(x, y) != pixel) visit(at(x, y));
  }
};

/// The median of each channel. @param pixels  not empty.
[[nodiscard]] Vec3 median_colour(const ImageF32& rgba, const std::vector<std::size_t>& pixels);

/// Removes the background's part from the pixels of the object's edge. The opacity of such a pixel
/// is the position of its colour between that of the background and that of the object's interior
/// nearby.
/// @return the fraction of the edge near which the object's colour is within `faint` of the
///         background's.
double soften_edge(KeyedPicture& picture, const Vec3& background, float faint);

/// Looks for outlines in the removed part: those of an object, or a part of one, that has almost
/// the background's colour. A soft shadow has no outlines. Edges next to the object are not
/// counted: JPEG files have ringing there.
/// @return their length relative to the picture's width and height together.
[[nodiscard]] double removed_outlines(const KeyedPicture& picture);

}  // namespace iggan
