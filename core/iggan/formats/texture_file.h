#pragma once
#include <memory>
#include <string>

#include <iggan/geometry/texture.h>

namespace iggan {

/// Decodes a picture file that lies in memory as a texture: in the formats that ImageReader reads,
/// gray spread over RGB, no alpha as opaque, samples rounded to 8 bits.
/// @param name  says the format by its extension, and names the bytes in messages.
/// @throws DataError for a picture that cannot be decoded or is larger than 8192 x 8192, which its
///         header says before its pixels are read.
[[nodiscard]] std::shared_ptr<const Texture> decode_texture(const std::string& bytes,
                                                            const std::string& name);

}  // namespace iggan
