#pragma once
#include <cstdint>

#include <iggan/geometry/srgb.h>
#include <iggan/geometry/vectors.h>
#include <iggan/scene/image.h>

namespace iggan {

/// The one path from a renderer's pixels to the pixels that the discriminator sees, used for the
/// pictures of a data set and for the black box's images in training alike; if the two paths
/// differed, the discriminator could tell real from fake by rounding. Composite over the background
/// in linear light; luminance if gray; clamp; sRGB-encode; round to 8 bits. Training divides the
/// bytes by 255.
struct ImageTransfer {
  int channels = 1;          // 1 gray, 3 RGB
  Vec3 background{0, 0, 0};  // linear

  /// @param rgba  linear, premultiplied RGBA, 4 * pixel_count floats.
  /// @param bytes channels * pixel_count bytes, interleaved.
  void apply(const float* rgba, std::size_t pixel_count, std::uint8_t* bytes) const;
  /// The same for an image.
  [[nodiscard]] ImageU8 apply(const ImageF32& rgba) const;
};

}  // namespace iggan
