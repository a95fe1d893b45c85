#pragma once
#include <filesystem>
#include <string>

#include <iggan/scene/image.h>

namespace iggan {

/// Writes 8-bit pixels (1, 3 or 4 channels, sRGB; alpha straight) completely or not at all; the
/// extension decides the format. Gray and RGB PNG files read back bit-identical.
/// @throws DataError with OpenImageIO's message.
void write_image(const std::filesystem::path& path, const ImageU8& image);

/// The same, as the bytes of a PNG file.
[[nodiscard]] std::string encode_png(const ImageU8& image);

/// Reads an image as 8-bit, as stored: palette and tRNS are expanded, alpha stays straight, 16-bit
/// samples are rounded to 8. Channels: 1, 2 (gray and alpha), 3 or 4.
/// @throws DataError naming the file.
[[nodiscard]] ImageU8 read_image(const std::filesystem::path& path);

/// The version of OpenImageIO that this library was compiled against.
[[nodiscard]] std::string image_library_version();

}  // namespace iggan
