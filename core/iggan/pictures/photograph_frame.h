#pragma once
#include <iggan/pictures/mask_components.h>
#include <iggan/scene/image.h>

namespace iggan {

/// Reduces a picture by a whole factor until its longest side is at most `side`: the mean of k x k
/// pixels, with the smallest k that suffices. Smaller pictures stay as they are.
[[nodiscard]] ImageF32 reduced(ImageF32 rgba, int side);

/// The same, to what a picture of width x height needs: later steps use only a few pixels of `rgba`
/// for each pixel of that picture.
[[nodiscard]] ImageF32 reduced_for(ImageF32 rgba, int width, int height);

/// How an object is placed in its picture.
struct Framing {
  int width = 48, height = 48;  // pixels
  double margin = 0.1;          // empty fraction at each end of the side that the object fills
};

/// The object in a box, centred in a new picture: scaled, never stretched, with transparent space
/// around it.
/// @param rgba  linear, premultiplied; it is resampled in this form, antialiased.
[[nodiscard]] ImageF32 framed(const ImageF32& rgba, const PixelBox& box, const Framing& framing);

/// Pixels of the new picture per pixel of the old one.
[[nodiscard]] double scale_of(const PixelBox& box, const Framing& framing);

/// Left and right exchanged.
[[nodiscard]] ImageU8 mirrored(const ImageU8& picture);

}  // namespace iggan
