#pragma once
#include <array>
#include <cstdint>

namespace iggan {

/// The sRGB transfer function (IEC 61966-2-1), linear in [0, 1] to encoded in [0, 1].
[[nodiscard]] float srgb_encode(float linear);
/// The inverse: encoded in [0, 1] to linear in [0, 1].
[[nodiscard]] float srgb_decode(float encoded);

/// Clamped, encoded, and rounded to the nearest byte.
[[nodiscard]] std::uint8_t srgb_byte(float linear);

using LinearRgb = std::array<float, 3>;         // in [0, 1]
using SrgbBytes = std::array<std::uint8_t, 3>;  // encoded

/// srgb_byte of each channel; recovers the bytes given to linear_of exactly.
[[nodiscard]] SrgbBytes srgb_bytes(const LinearRgb& linear);
/// @param bytes  three sRGB-encoded bytes.
[[nodiscard]] LinearRgb linear_of(const std::uint8_t* bytes);

}  // namespace iggan
