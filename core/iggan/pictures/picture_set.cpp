#include <iggan/pictures/picture_set.h>

#include <algorithm>
#include <set>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/folder_listing.h>
#include <iggan/config/json_file.h>
#include <iggan/formats/image_file.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

/// All problems of a set, reported together.
struct Problems {
  std::vector<std::string> lines;

  void add(const fs::path& file, const std::string& reason) {
    lines.push_back(file.string() + ": " + reason);
  }
  void raise(const fs::path& folder) const {
    if (lines.empty()) return;
    fail<DataError>("{} is not a valid picture set ({} problem{}):\n  {}", folder.string(),
                    lines.size(), lines.size() == 1 ? "" : "s", fmt::join(lines, "\n  "));
  }
};

/// The PNG files of a folder, except its sheet, relative to it.
std::set<std::string> png_files(const fs::path& folder, Problems& problems) {
  std::set<std::string> names;
  const FolderListing listing = files_below(folder);
  for (const std::string& unreadable : listing.unreadable) problems.lines.push_back(unreadable);
  for (const fs::path& file : listing.files)
    if (file.extension() == ".png") names.insert(file.lexically_relative(folder).generic_string());
  names.erase(kSheetName);
  return names;
}

/// The amount of work does not depend on the count, which may be any number.
/// @param left  the files; those that the manifest counts are removed.
/// @return      whether all of them were there.
bool take_counted_files(const fs::path& folder, int count, std::set<std::string>& left) {
  constexpr std::size_t kMostMissing = 1000;  // above this they are not listed one by one
  if (static_cast<std::size_t>(count) > left.size() + kMostMissing)
    fail<DataError>("{} counts {} pictures, but the folder has {} PNG files: make the set again",
                    (folder / kPictureManifest).string(), count, left.size());
  std::size_t taken = 0;
  for (int i = 0; i < count; ++i) taken += left.erase(picture_name(i).generic_string());
  return taken == static_cast<std::size_t>(count);
}

/// Reads one picture; on failure adds a problem and returns nothing.
std::optional<ImageU8> read_picture(const fs::path& folder, int index,
                                    const SceneDistribution& scene, Problems& problems) {
  const fs::path name = picture_name(index);
  try {
    ImageU8 image = read_image(folder / name);
    if (image.width == scene.width && image.height == scene.height &&
        image.channels == scene.channels)
      return image;
    problems.add(name, fmt::format("{}x{} pixels and {} channels; {} says {}x{} and {}",
                                   image.width, image.height, image.channels, kPictureManifest,
                                   scene.width, scene.height, scene.channels));
  } catch (const DataError& error) {
    problems.add(name, error.what());
  }
  return std::nullopt;
}

/// Pixels of a whole set, from its PNG files; adds a problem for each invalid file.
std::vector<std::uint8_t> read_pictures(const fs::path& folder, const PictureSet& set,
                                        Problems& problems) {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < set.count; ++i) {
    const auto picture = read_picture(folder, i, set.scene, problems);
    if (!picture) continue;
    if (pixels.empty())  // the first, which has the expected size
      pixels.reserve(set.picture_bytes() * static_cast<std::size_t>(set.count));
    pixels.insert(pixels.end(), picture->samples.begin(), picture->samples.end());
  }
  return pixels;
}

/// As PictureManifest's pictures_sha256.
std::string digest_of_pictures(const PictureSet& set) {
  std::string digests;
  for (std::size_t at = 0; at < set.pixels.size(); at += set.picture_bytes())
    digests += sha256_of_bytes(set.pixels.data() + at, set.picture_bytes());
  return sha256_of_bytes(digests.data(), digests.size());
}

/// Checked before the rest is read: a newer format may have keys unknown here.
void check_format_version(const config::Json& manifest) {
  int version = 0;
  if (const config::Json* found = config::find_key(manifest, "format_version"))
    config::from_json(*found, version, "format_version");
  if (version < 1 || version > PictureManifest::kFormatVersion)
    fail<ConfigError>("format_version is {}, this iggan reads 1 to {}", version,
                      PictureManifest::kFormatVersion);
}

}  // namespace

ImageU8 PictureSet::picture(int index) const {
  IGGAN_CHECK(index >= 0 && index < count);
  ImageU8 image(scene.width, scene.height, scene.channels);
  const auto first = static_cast<std::ptrdiff_t>(picture_bytes() * static_cast<std::size_t>(index));
  std::copy_n(pixels.begin() + first, image.samples.size(), image.samples.begin());
  return image;
}

fs::path picture_name(int index) {
  return fs::path(fmt::format("{:05}", index / 1000)) / fmt::format("img{:08}.png", index);
}

void PictureSetWriter::add(const ImageU8& picture) {
  const std::string png = encode_png(picture);
  write_text_atomically(folder_ / picture_name(count_), png);
  packer_.add(picture.samples, png.size());
  digests_ += sha256_of_bytes(picture.samples.data(), picture.samples.size());
  ++count_;
}

void PictureSetWriter::finish(PictureManifest manifest) {
  manifest.count = count_;
  manifest.pictures_sha256 = sha256_of_bytes(digests_.data(), digests_.size());
  packer_.write(folder_, manifest.scene);
  config::write_json(folder_ / kPictureManifest, config::to_json(manifest));
}

PictureManifest load_picture_manifest(const fs::path& folder) {
  const fs::path path = folder / kPictureManifest;
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored))
    fail<DataError>(
        "{} is not a picture set: it has no {}; `iggan dataset render` and "
        "`iggan dataset images` make one",
        folder.string(), kPictureManifest);
  const config::Json json = config::read_json(path);
  PictureManifest manifest;
  try {
    check_format_version(json);
    config::from_json(json, manifest, "");
    check_scene(manifest.scene, "scene");
  } catch (const ConfigError& error) {
    fail<DataError>("{}: {}", path.string(), error.what());
  }
  return manifest;
}

PictureSet load_picture_set(const fs::path& folder) {
  const PictureManifest manifest = load_picture_manifest(folder);
  PictureSet set;
  set.scene = manifest.scene;
  set.origin = manifest.renderer;
  set.count = manifest.count;
  if (set.count == 0) fail<DataError>("{} holds no pictures", folder.string());
  Problems problems;
  std::set<std::string> uncounted = png_files(folder, problems);
  const bool all_there = take_counted_files(folder, set.count, uncounted);
  for (const std::string& name : uncounted)
    problems.add(name, fmt::format("not one of the {} pictures that {} counts", set.count,
                                   kPictureManifest));
  std::optional<std::vector<std::uint8_t>> packed;
  if (all_there && problems.lines.empty())
    packed = read_packed_pictures(folder, set.scene, set.count);
  set.pixels = packed ? std::move(*packed) : read_pictures(folder, set, problems);
  problems.raise(folder);
  const std::string digest = digest_of_pictures(set);
  if (digest != manifest.pictures_sha256)
    fail<DataError>(
        "{}: the pictures{} are not those that {} was written for (their digest is {}, it says "
        "{}); {}",
        folder.string(), packed ? fmt::format(" in {}", kPackedPictures) : "", kPictureManifest,
        digest, manifest.pictures_sha256,
        packed ? "remove that file, and the PNG files are read; or make the set again"
               : "make the set again");
  set.sha256 = manifest.pictures_sha256;
  return set;
}

}  // namespace iggan
