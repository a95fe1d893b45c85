#pragma once
#include <cstdint>
#include <vector>

#include <iggan/pictures/mask_components.h>
#include <iggan/scene/image.h>

namespace iggan {

/// What two pictures of one photograph have in common, regardless of format, size and quality.
struct PictureThumbnail {
  std::vector<std::uint8_t> bytes;  // a small RGBA picture; empty: none
};

/// The object alone, without the space around it: a wide margin or background would hide
/// differences.
/// @param rgba  linear, premultiplied RGBA. @param box  of the object in it.
[[nodiscard]] PictureThumbnail thumbnail_of(const ImageF32& rgba, const PixelBox& box);

/// Two photographs that look alike.
struct Duplicate {
  std::size_t index = 0, original = 0;  // the original comes first and is not a duplicate itself
  bool same = false;                    // identical thumbnails
};

/// Finds pictures that are nearly the same as an earlier one, in order.
[[nodiscard]] std::vector<Duplicate> find_duplicates(
    const std::vector<PictureThumbnail>& thumbnails);

}  // namespace iggan
