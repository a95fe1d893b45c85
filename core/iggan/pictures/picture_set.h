#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/pictures/packed_pictures.h>
#include <iggan/scene/image.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// Which renderer made the pictures; empty for photographs.
struct PictureOrigin {
  std::string id, version, license;  // as the renderer says itself
  std::string library_sha256;        // of the plugin's file

  IGGAN_FIELDS(id, version, license, library_sha256)
};

/// How a set was made from photographs.
struct PhotographFacts {
  int count = 0;        // number of photographs; photographs.json lists them
  bool flip = false;    // each is included twice, once mirrored
  double margin = 0.1;  // empty fraction at each end of the side that the object fills

  IGGAN_FIELDS(count, flip, margin)
};

/// The file that makes a folder a picture set.
constexpr const char* kPictureManifest = "dataset.json";

/// Unordered 2D pictures and the scene they were made with; no poses, no shapes. The only input
/// that training opens: a folder with dataset.json, PNG files and their pixels in one file.
struct PictureSet {
  SceneDistribution scene;  // also the size and channels of each picture
  PictureOrigin origin;     // what made the pictures
  int count = 0;
  std::vector<std::uint8_t> pixels;  // [count, height, width, channels], sRGB-encoded
  std::string sha256;                // as PictureManifest's; empty if there is no folder

  /// The bytes of one picture.
  [[nodiscard]] std::size_t picture_bytes() const {
    return static_cast<std::size_t>(scene.width) * static_cast<std::size_t>(scene.height) *
           static_cast<std::size_t>(scene.channels);
  }
  /// @param index in 0 .. count-1.
  [[nodiscard]] ImageU8 picture(int index) const;
};

/// The contents of dataset.json. Nothing in it describes the shapes except their license note.
struct PictureManifest {
  static constexpr int kFormatVersion = 3;  // version 1 had no photographs, 2 no frame_margin
  int format_version = kFormatVersion;
  std::string tool_version;
  int count = 0;
  std::uint64_t seed = 0;
  SceneDistribution scene;
  PictureOrigin renderer;
  std::optional<PhotographFacts> photographs;  // empty: the pictures were rendered
  std::string attribution;      // a sentence that names ATTRIBUTION.txt; empty if there is none
  std::string pictures_sha256;  // over the hex digests, in order, of each picture's pixel bytes

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("format_version", self.format_version, "of this file");
    visit("tool_version", self.tool_version, "of the iggan that wrote it");
    visit("count", self.count, "pictures", config::at_least(0));
    visit("seed", self.seed, "of all random draws");
    visit("scene", self.scene, "how the world was viewed");
    visit("renderer", self.renderer, "what made the pictures");
    visit("photographs", self.photographs, "how photographs became pictures");
    visit("attribution", self.attribution, "licenses of what is pictured");
    visit("pictures_sha256", self.pictures_sha256, "over the digests of all pictures");
  }
};

/// Reads and verifies a complete set: from the packed file (packed_pictures.h) if it exists and the
/// PNG files have not changed since, else from the PNG files.
/// @throws DataError listing every offending file with the reason.
[[nodiscard]] PictureSet load_picture_set(const std::filesystem::path& folder);

/// @throws DataError or ConfigError naming dataset.json and the key.
[[nodiscard]] PictureManifest load_picture_manifest(const std::filesystem::path& folder);

/// An overview picture for people, next to the manifest; not part of the set.
inline constexpr const char* kSheetName = "sheet.png";

/// "00012/img00012345.png": a thousand pictures per folder.
[[nodiscard]] std::filesystem::path picture_name(int index);

/// Writes a picture set piece by piece into an existing folder; the caller makes it appear complete
/// (see AtomicFolder).
class PictureSetWriter {
 public:
  /// @param folder  exists and is empty.
  explicit PictureSetWriter(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// Appends one picture.
  void add(const ImageU8& picture);
  /// Writes the packed file and dataset.json, whose count and pictures_sha256 are filled in.
  void finish(PictureManifest manifest);
  /// Pictures so far.
  [[nodiscard]] int count() const { return count_; }

 private:
  std::filesystem::path folder_;
  int count_ = 0;
  std::string digests_;
  PicturePacker packer_;
};

}  // namespace iggan
