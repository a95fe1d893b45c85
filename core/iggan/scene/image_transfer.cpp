#include <iggan/scene/image_transfer.h>

#include <iggan/base/error.h>

namespace iggan {

void ImageTransfer::apply(const float* rgba, std::size_t pixel_count, std::uint8_t* bytes) const {
  IGGAN_CHECK(channels == 1 || channels == 3);
  const float behind[3] = {static_cast<float>(background[0]), static_cast<float>(background[1]),
                           static_cast<float>(background[2])};
  for (std::size_t i = 0; i < pixel_count; ++i, rgba += 4, bytes += channels) {
    float rgb[3];
    for (int c = 0; c < 3; ++c) rgb[c] = rgba[c] + (1.0f - rgba[3]) * behind[c];
    if (channels == 1) {
      bytes[0] = srgb_byte(0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2]);
    } else {
      for (int c = 0; c < 3; ++c) bytes[c] = srgb_byte(rgb[c]);
    }
  }
}

ImageU8 ImageTransfer::apply(const ImageF32& rgba) const {
  IGGAN_CHECK(rgba.channels == 4);
  ImageU8 out(rgba.width, rgba.height, channels);
  apply(rgba.samples.data(), rgba.samples.size() / 4, out.samples.data());
  return out;
}

}  // namespace iggan
