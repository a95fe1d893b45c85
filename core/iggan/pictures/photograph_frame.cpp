#include <iggan/pictures/photograph_frame.h>

#include <algorithm>
#include <cmath>

#include <OpenImageIO/imagebufalgo.h>

#include <iggan/base/error.h>
#include <iggan/formats/image_colours.h>

namespace iggan {
namespace {

// As sharp as the mean over a pixel that renderers take, but without the aliasing.
constexpr const char* kResizeFilter = "mitchell";

/// The filter's negative lobes give values that no picture has.
void clamp_premultiplied(ImageF32& rgba) {
  for (std::size_t i = 0; i < rgba.samples.size(); i += 4) {
    float& alpha = rgba.samples[i + 3];
    alpha = std::clamp(alpha, 0.0f, 1.0f);
    for (std::size_t c = 0; c < 3; ++c)
      rgba.samples[i + c] = std::clamp(rgba.samples[i + c], 0.0f, alpha);
  }
}

}  // namespace

ImageF32 reduced(ImageF32 rgba, int side) {
  const int k = (std::max(rgba.width, rgba.height) + side - 1) / side;
  if (k <= 1) return rgba;
  ImageF32 small((rgba.width + k - 1) / k, (rgba.height + k - 1) / k, rgba.channels);
  for (int y = 0; y < small.height; ++y)
    for (int x = 0; x < small.width; ++x) {
      const int right = std::min(rgba.width, (x + 1) * k);
      const int bottom = std::min(rgba.height, (y + 1) * k);
      for (int c = 0; c < rgba.channels; ++c) {
        float sum = 0;
        for (int from_y = y * k; from_y < bottom; ++from_y)
          for (int from_x = x * k; from_x < right; ++from_x)
            sum += rgba.samples[rgba.index(from_x, from_y, c)];
        small.samples[small.index(x, y, c)] =
            sum / static_cast<float>((right - x * k) * (bottom - y * k));
      }
    }
  return small;
}

ImageF32 reduced_for(ImageF32 rgba, int width, int height) {
  return reduced(std::move(rgba), std::max(1024, 4 * std::max(width, height)));
}

double scale_of(const PixelBox& box, const Framing& framing) {
  IGGAN_CHECK(box.width() > 0 && box.height() > 0);
  const double room = 1 - 2 * framing.margin;
  return room * std::min(static_cast<double>(framing.width) / box.width(),
                         static_cast<double>(framing.height) / box.height());
}

ImageF32 framed(const ImageF32& rgba, const PixelBox& box, const Framing& framing) {
  IGGAN_CHECK(rgba.channels == 4 && framing.width > 0 && framing.height > 0);
  // The part of the old picture that becomes the new one, in whole pixels, so that resizing keeps
  // its proportions.
  const double scale = scale_of(box, framing);
  const auto pixels = [scale](int size) {
    return std::max(1, static_cast<int>(std::lround(size / scale)));
  };
  ImageF32 window(pixels(framing.width), pixels(framing.height), 4);
  const int left = (window.width - box.width()) / 2, top = (window.height - box.height()) / 2;
  for (int y = 0; y < box.height(); ++y) {
    const float* row = &rgba.samples[rgba.index(box.left, box.top + y, 0)];
    std::copy_n(row, 4 * box.width(), &window.samples[window.index(left, top + y, 0)]);
  }
  ImageF32 picture(framing.width, framing.height, 4);
  OIIO::ImageBuf to = buffer_over(picture);
  IGGAN_CHECK(
      OIIO::ImageBufAlgo::resize(to, buffer_over(window), kResizeFilter, 0.0f, to.roi(), 1));
  clamp_premultiplied(picture);
  return picture;
}

ImageU8 mirrored(const ImageU8& picture) {
  ImageU8 other(picture.width, picture.height, picture.channels);
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      for (int c = 0; c < picture.channels; ++c)
        other.samples[other.index(picture.width - 1 - x, y, c)] =
            picture.samples[picture.index(x, y, c)];
  return other;
}

}  // namespace iggan
