#include <iggan/geometry/srgb.h>

#include <algorithm>
#include <cmath>

namespace iggan {

float srgb_encode(float linear) {
  return linear <= 0.0031308f ? 12.92f * linear : 1.055f * std::pow(linear, 1.0f / 2.4f) - 0.055f;
}

float srgb_decode(float encoded) {
  return encoded <= 0.04045f ? encoded / 12.92f : std::pow((encoded + 0.055f) / 1.055f, 2.4f);
}

std::uint8_t srgb_byte(float linear) {
  return static_cast<std::uint8_t>(255.0f * srgb_encode(std::clamp(linear, 0.0f, 1.0f)) + 0.5f);
}

SrgbBytes srgb_bytes(const LinearRgb& linear) {
  return {srgb_byte(linear[0]), srgb_byte(linear[1]), srgb_byte(linear[2])};
}

LinearRgb linear_of(const std::uint8_t* bytes) {
  static const std::array<float, 256> decoded = [] {
    std::array<float, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
      table[i] = srgb_decode(static_cast<float>(i) / 255.0f);
    return table;
  }();
  return {decoded[bytes[0]], decoded[bytes[1]], decoded[bytes[2]]};
}

}  // namespace iggan
