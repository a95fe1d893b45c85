#pragma once
/// @file
/// Part of the optional C++ glue over renderer_abi.h: writes pixels in every format of the ABI.
#include <iggan/renderer_abi.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace iggan::plugin {

/// All twelve formats: a plugin that stores its pixels through Canvas may declare these.
inline constexpr std::uint32_t kAllFormats = 0xFFFu;

/// The sRGB transfer function (IEC 61966-2-1); its power branch continues above 1.
[[nodiscard]] inline float srgb_encode(float linear) {
  return linear <= 0.0031308f ? 12.92f * linear : 1.055f * std::pow(linear, 1.0f / 2.4f) - 0.055f;
}

/// The inverse, for the encoded albedo bytes of a grid.
[[nodiscard]] inline float srgb_decode(float encoded) {
  return encoded <= 0.04045f ? encoded / 12.92f : std::pow((encoded + 0.055f) / 1.055f, 2.4f);
}

/// The picture of one job, over its background. Only samples are written, never padding.
class Canvas {
 public:
  Canvas() = default;
  /// @param image  the picture to write; already checked.
  /// @param background  straight, linear, as in iggan_job.
  Canvas(const iggan_image& image, const float background[4]) : image_(image) {
    for (int c = 0; c < 3; ++c) behind_[c] = background[c] * background[3];
    behind_[3] = background[3];
  }

  /// Pixels.
  [[nodiscard]] std::uint32_t width() const { return image_.width; }
  /// Pixels.
  [[nodiscard]] std::uint32_t height() const { return image_.height; }

  /// Composites, converts and stores one pixel.
  /// @param x, y  pixels from the left and from the top.
  /// @param rgba  linear, premultiplied, of the scene without background.
  void store(std::uint32_t x, std::uint32_t y, const float rgba[4]) const {
    float over[4];
    for (int c = 0; c < 4; ++c) over[c] = finite(rgba[c] + (1.0f - rgba[3]) * behind_[c]);
    unsigned char* at = static_cast<unsigned char*>(image_.data) +
                        static_cast<std::int64_t>(y) * image_.row_stride +
                        static_cast<std::int64_t>(x) * image_.pixel_stride;
    if (image_.channels == 1) {
      // In double: three finite products may overflow a float before they cancel.
      const double gray = 0.2126 * static_cast<double>(over[0]) +
                          0.7152 * static_cast<double>(over[1]) +
                          0.0722 * static_cast<double>(over[2]);
      put(at, colour(finite(static_cast<float>(gray))));
      return;
    }
    for (std::uint32_t c = 0; c < 3; ++c, at += image_.channel_stride) put(at, colour(over[c]));
    if (image_.channels == 4) put(at, over[3]);
  }

 private:
  static float finite(float value) {
    constexpr float kLargest = std::numeric_limits<float>::max();
    if (value != value) return 0.0f;
    return value > kLargest ? kLargest : value < -kLargest ? -kLargest : value;
  }
  [[nodiscard]] float colour(float linear) const {
    return image_.transfer == IGGAN_SRGB ? srgb_encode(linear) : linear;
  }
  void put(unsigned char* at, float value) const {
    if (image_.dtype == IGGAN_F32) {
      std::memcpy(at, &value, sizeof value);
    } else {
      const float clamped = value < 0.0f ? 0.0f : value > 1.0f ? 1.0f : value;
      *at = static_cast<unsigned char>(255.0f * clamped + 0.5f);  // truncation equals floor here
    }
  }

  iggan_image image_{};
  float behind_[4] = {};  // premultiplied
};

}  // namespace iggan::plugin
