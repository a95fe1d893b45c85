#pragma once
#include <cstdint>
#include <vector>

namespace iggan {

/// Pixels in rows from the top, channels interleaved: sample (x, y, c) is at
/// (y * width + x) * channels + c.
template <class Sample>
struct Image {
  int width = 0, height = 0;    // pixels
  int channels = 0;             // 1 gray, 3 RGB, 4 RGBA
  std::vector<Sample> samples;  // [height, width, channels], rows from the top

  Image() = default;
  /// All samples 0.
  Image(int w, int h, int c)
      : width(w),
        height(h),
        channels(c),
        samples(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) *
                static_cast<std::size_t>(c)) {}
  /// The index of a sample.
  [[nodiscard]] std::size_t index(int x, int y, int c) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
            static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(channels) +
           static_cast<std::size_t>(c);
  }
};

using ImageU8 = Image<std::uint8_t>;  // sRGB-encoded colour; alpha, where present, never encoded
using ImageF32 = Image<float>;        // linear, unclamped; RGBA is premultiplied

}  // namespace iggan
