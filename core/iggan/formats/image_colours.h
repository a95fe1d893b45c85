#pragma once
#include <OpenImageIO/imageio.h>

#include <iggan/formats/image_reader.h>

/// From the samples of a file to linear light; for the files of this folder alone.
namespace iggan {

// Colour is not multiplied by alpha: a hint for readers and writers, and what a reader says of a
// picture that it left so.
inline constexpr const char* kStraightAlpha = "oiio:UnassociatedAlpha";

/// The number of the channel; -1 where there is none.
[[nodiscard]] int alpha_channel_of(const OIIO::ImageSpec& spec);

/// @param samples  as the file has them, integers as shares of the largest.
[[nodiscard]] DecodedImage linear_picture(const ImageF32& samples, const OIIO::ImageSpec& spec);

}  // namespace iggan
