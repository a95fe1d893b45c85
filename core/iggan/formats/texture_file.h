#pragma once
#include <memory>
#include <string>

#include <iggan/geometry/texture.h>

namespace iggan {

/// Decodes a picture file in memory as a texture: any format that ImageReader reads, with gray
/// expanded to RGB, opaque if it has no alpha, samples rounded to 8 bits.
/// @param name  gives the format by its extension, and names the bytes in messages.
/// @throws DataError for a picture that cannot be decoded or is larger than 8192 x 8192 by its
///         header, which is read before its pixels.
[[nodiscard]] std::shared_ptr<const Texture> decode_texture(const std::string& bytes,
                                                            const std::string& name);

}  // namespace iggan
