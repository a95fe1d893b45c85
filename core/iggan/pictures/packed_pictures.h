#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// All pixels of a picture set in one file, next to its PNG files, which take seconds to read. A
/// safetensors file (formats/safetensors.h) of two tensors:
///
///   "pictures"    U8 [count, height, width, channels], sRGB-encoded
///   "file_bytes"  I64 [count]: the size of each PNG file
///
/// A set does not need this file: without it the PNG files are read.
inline constexpr const char* kPackedPictures = "pictures.safetensors";

/// What goes into the file, collected picture by picture.
class PicturePacker {
 public:
  /// Limit on the pixels, which are in memory twice while the file is made or read.
  static constexpr std::uint64_t kMostBytes = std::uint64_t{512} << 20;

  /// @param most_bytes  a set with more pixels is not packed.
  explicit PicturePacker(std::uint64_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}
  /// @param pixels      of the next picture.
  /// @param file_bytes  the size of its PNG file.
  void add(const std::vector<std::uint8_t>& pixels, std::uint64_t file_bytes);
  /// Writes the file into the set's folder, after its PNG files; no file is written for a set with
  /// no pictures or too many. @throws WriteError.
  void write(const std::filesystem::path& folder, const SceneDistribution& scene) const;

 private:
  std::uint64_t most_bytes_;
  std::vector<std::uint8_t> pixels_;
  std::vector<std::int64_t> file_bytes_;
  bool too_large_ = false;
};

/// The pixels [count, height, width, channels] of the packed file; nothing if there is no such
/// file, or if a PNG file is missing, newer than the packed file, or different in size from the one
/// that was packed: then the PNG files must be read.
/// @throws DataError naming the file, and what to do, when it is damaged or belongs to another set.
/// The caller must check, by their digest, that the pixels are the set's.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> read_packed_pictures(
    const std::filesystem::path& folder, const SceneDistribution& scene, int count);

}  // namespace iggan
