#pragma once
#include <iggan/renderer_plugin_canvas.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "mutation.h"

namespace mutant {

/// The picture of one job, over its background.
class Pixels {
 public:
  Pixels(const iggan_image& image, const float background[4]) : image_(image) {
    const float alpha = background[3];
    for (int c = 0; c < 3; ++c)
      behind_[c] = MUTATED(STRAIGHT_ALPHA) ? background[c] : background[c] * alpha;
    behind_[3] = alpha;
    if (MUTATED(WRITES_PADDING)) std::memset(image_.data, 0, image_.data_bytes);
    if (MUTATED(IGNORE_ROW_STRIDE)) image_.row_stride = image_.width * image_.pixel_stride;
  }

  /// @param rgba  linear, premultiplied colour of the scene without background.
  void store(std::uint32_t x, std::uint32_t y, const float rgba[4]) const {
    if (MUTATED(LAST_PIXEL) && x + 1 == image_.width && y + 1 == image_.height) return;
    float over[4];
    for (int c = 0; c < 4; ++c) over[c] = finite(rgba[c] + (1.0f - rgba[3]) * behind_[c]);
    unsigned char* at =
        static_cast<unsigned char*>(image_.data) + y * image_.row_stride + x * image_.pixel_stride;
    if (image_.channels == 1) {
      const double gray = 0.2126 * static_cast<double>(over[0]) +
                          0.7152 * static_cast<double>(over[1]) +
                          0.0722 * static_cast<double>(over[2]);
      put(at, encoded(finite(static_cast<float>(gray))));
      return;
    }
    if (MUTATED(BGR)) std::swap(over[0], over[2]);
    for (int c = 0; c < 3; ++c) over[c] = encoded(over[c]);
    if (MUTATED(ALIGNED_STORE) && store_aligned(at, over)) return;
    for (std::uint32_t c = 0; c < image_.channels; ++c, at += image_.channel_stride)
      put(at, over[c]);
  }

 private:
  static float finite(float value) {
    if (MUTATED(NAN_ON_EMPTY) || MUTATED(OVERFLOWS)) return value;
    constexpr float kLargest = std::numeric_limits<float>::max();
    return std::isnan(value) ? 0.0f : std::clamp(value, -kLargest, kLargest);
  }
  [[nodiscard]] float encoded(float linear) const {
    if (image_.transfer != IGGAN_SRGB) return linear;
    if (MUTATED(CLAMPS_SRGB) && image_.dtype == IGGAN_F32) linear = std::min(linear, 1.0f);
    if (MUTATED(WRONG_SRGB)) return std::pow(std::max(linear, 0.0f), 1 / 2.2f);
    return iggan::plugin::srgb_encode(linear);
  }
  void put(unsigned char* at, float value) const {
    if (image_.dtype == IGGAN_F32)
      std::memcpy(at, &value, sizeof value);
    else
      *at = static_cast<unsigned char>(255.0f * (value > 0 ? std::min(value, 1.0f) : 0.0f) +
                                       (MUTATED(TRUNCATES) ? 0.0f : 0.5f));
  }
  /// Stores four floats at once, for which the address must be divisible by 16.
  [[nodiscard]] bool store_aligned(unsigned char* at, const float rgba[4]) const {
#if defined(__x86_64__)
    if (image_.dtype == IGGAN_F32 && image_.channels == 4 && image_.channel_stride == 4 &&
        image_.pixel_stride % 16 == 0 && image_.row_stride % 16 == 0) {
      _mm_store_ps(reinterpret_cast<float*>(at), _mm_loadu_ps(rgba));
      return true;
    }
#endif
    (void)at, (void)rgba;
    return false;
  }

  iggan_image image_;
  float behind_[4];  // premultiplied
};

}  // namespace mutant
