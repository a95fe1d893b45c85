#pragma once
#include <cstdint>
#include <vector>

#include <iggan/geometry/srgb.h>

namespace iggan {

/// A picture on a surface, with smaller copies of itself, so that a voxel gets the mean of all
/// texels inside it.
class Texture {
 public:
  /// @param rgba  4 * width * height bytes, sRGB-encoded colour and straight alpha, rows from the
  ///              top. Pictures with more than 1024 texels along a side are reduced immediately.
  Texture(int width, int height, std::vector<std::uint8_t> rgba);

  /// @param u, v     from the lower left corner; 1 is the full side, beyond which the picture
  ///                 repeats.
  /// @param texels   how many of the picture's texels, along a side, the mean covers.
  [[nodiscard]] LinearRgb at(double u, double v, double texels) const;
  /// Size of the original picture.
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

 private:
  struct Level {
    int width, height;
    std::vector<std::uint8_t> rgba;
  };
  [[nodiscard]] static Level halved(const Level& level);

  int width_, height_;
  std::vector<Level> levels_;  // each half as wide and high as the previous one
  int skipped_ = 0;            // halvings before the first level
};

}  // namespace iggan
