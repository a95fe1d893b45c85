#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// A heap of 2D pictures and how the world was looked at; no poses, no shapes. All that training
/// ever opens: a folder with dataset.json and PNG files.
struct PictureSet {
  SceneDistribution scene;
  int count = 0;
  std::vector<std::uint8_t> pixels;  // [count, height, width, channels], sRGB-encoded

  [[nodiscard]] std::size_t picture_bytes() const {
    return static_cast<std::size_t>(scene.width) * static_cast<std::size_t>(scene.height) *
           static_cast<std::size_t>(scene.channels);
  }
};

/// @throws DataError listing every offending file with the reason.
[[nodiscard]] PictureSet load_picture_set(const std::filesystem::path& folder);

}  // namespace iggan
