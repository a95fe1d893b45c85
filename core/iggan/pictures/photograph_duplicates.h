#pragma once
#include <cstdint>
#include <vector>

#include <iggan/scene/image.h>

namespace iggan {

/// What two pictures of one photograph have in common, regardless of format, size and quality.
struct PictureThumbnail {
  std::vector<std::uint8_t> bytes;  // a small RGBA picture; empty: none
};

/// @param framed  linear, premultiplied RGBA.
[[nodiscard]] PictureThumbnail thumbnail_of(const ImageF32& framed);

struct Duplicate {
  std::size_t index = 0, original = 0;  // the original comes first and is not a duplicate itself
  bool same = false;                    // identical thumbnails
};

/// Finds pictures that are nearly the same as an earlier one, in order.
[[nodiscard]] std::vector<Duplicate> find_duplicates(
    const std::vector<PictureThumbnail>& thumbnails);

}  // namespace iggan
