#pragma once
#include <OpenImageIO/imagebuf.h>
#include <OpenImageIO/imageio.h>

#include <iggan/formats/image_reader.h>

/// From the samples of a file to linear light; for what opens and resizes pictures.
namespace iggan {

// Colour is not multiplied by alpha: a hint for readers and writers, and what a reader says of a
// picture that it left so.
inline constexpr const char* kStraightAlpha = "oiio:UnassociatedAlpha";

/// The samples of an image as OpenImageIO's functions take them; alpha is the fourth channel.
[[nodiscard]] OIIO::ImageBuf buffer_over(ImageF32& image);

/// The number of the channel; -1 where there is none.
[[nodiscard]] int alpha_channel_of(const OIIO::ImageSpec& spec);

/// @param samples  as the file has them, integers as shares of the largest.
[[nodiscard]] DecodedImage linear_picture(const ImageF32& samples, const OIIO::ImageSpec& spec);

}  // namespace iggan
