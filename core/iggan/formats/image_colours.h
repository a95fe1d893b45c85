#pragma once
#include <OpenImageIO/imagebuf.h>
#include <OpenImageIO/imageio.h>

#include <iggan/formats/image_reader.h>

/// From a file's samples to linear light, for code that opens and resizes pictures.
namespace iggan {

// A hint for readers and writers that colour is not multiplied by alpha. A reader sets it for a
// picture whose alpha it left straight.
/// The attribute of OpenImageIO that keeps alpha straight, not premultiplied.
inline constexpr const char* kStraightAlpha = "oiio:UnassociatedAlpha";

/// The samples of an image in the form that OpenImageIO's functions take; alpha is the fourth
/// channel.
[[nodiscard]] OIIO::ImageBuf buffer_over(ImageF32& image);

/// The index of the alpha channel; -1 if there is none.
[[nodiscard]] int alpha_channel_of(const OIIO::ImageSpec& spec);

/// @param samples  as in the file, integers divided by the largest value.
[[nodiscard]] DecodedImage linear_picture(const ImageF32& samples, const OIIO::ImageSpec& spec);

}  // namespace iggan
