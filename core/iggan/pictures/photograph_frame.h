#pragma once
#include <iggan/pictures/mask_components.h>
#include <iggan/scene/image.h>

namespace iggan {

/// Halves, thirds... a picture until its longest side is at most `side`: the mean of k x k pixels,
/// k the smallest that does. Smaller pictures stay as they are.
[[nodiscard]] ImageF32 reduced(ImageF32 rgba, int side);

/// The same, to what a picture of this size has use for: what follows needs no more than a few
/// pixels for each of its.
[[nodiscard]] ImageF32 reduced_for(ImageF32 rgba, int width, int height);

/// How an object stands in its picture.
struct Framing {
  int width = 48, height = 48;  // pixels
  double margin = 0.1;          // empty share at each end of the side that the object fills
};

/// The object of a box, in the middle of a new picture: scaled, never stretched, with room beside
/// it that is transparent.
/// @param rgba  linear, premultiplied: it is resampled so, and antialiased.
[[nodiscard]] ImageF32 framed(const ImageF32& rgba, const PixelBox& box, const Framing& framing);

/// Pixels of the new picture for one of the old one.
[[nodiscard]] double scale_of(const PixelBox& box, const Framing& framing);

[[nodiscard]] ImageU8 mirrored(const ImageU8& picture);

}  // namespace iggan
