#pragma once
#include <cstdint>
#include <string>

namespace iggan {

/// Libraries decode some formats while they open a file (GIF, WebP, HEIF, JPEG 2000), or allocate
/// memory for sections of any length (Photoshop). Therefore the start of such a file is checked
/// here first. The end and the checksums of a PNG file are checked too, because libpng prints
/// messages about damage on standard error.
/// @param file  a descriptor of a regular file. Its bytes decide the format; other formats pass.
/// @return what is wrong, such as "60000x60000 pixels; the limit is 64 million"; empty if nothing.
[[nodiscard]] std::string fault_before_opening(int file, std::int64_t most_pixels);

}  // namespace iggan
