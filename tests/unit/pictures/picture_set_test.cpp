#include <support/catch.h>

#include <chrono>

#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/picture_set.h>

using iggan::ImageU8;
using iggan::PictureManifest;
using iggan::config::Json;

namespace {

/// A set of small gray pictures, each with one value.
struct GrayPictures {
  TempDir dir;
  PictureManifest manifest;

  explicit GrayPictures(int count) {
    manifest.scene.width = 5;
    manifest.scene.height = 3;
    manifest.scene.camera.azimuth_degrees = {10, 20};
    manifest.seed = 18446744073709551615ull;  // the largest possible
    iggan::PictureSetWriter writer(dir.path);
    for (int i = 0; i < count; ++i) {
      ImageU8 picture(5, 3, 1);
      for (auto& sample : picture.samples) sample = static_cast<std::uint8_t>(i);
      writer.add(picture);
    }
    writer.finish(manifest);
  }
  [[nodiscard]] std::string refusal() const {
    try {
      (void)iggan::load_picture_set(dir.path);
    } catch (const iggan::DataError& error) {
      return error.what();
    }
    return "accepted";
  }
  void edit_manifest(const std::string& key, const Json& value) const {
    Json json = Json::parse(iggan::read_text(dir / "dataset.json"));
    json[key] = value;
    iggan::write_text_atomically(dir / "dataset.json", json.dump());
  }
};

/// Makes a file newer, as a later edit would. File systems have coarse clocks.
void make_newer(const std::filesystem::path& file, const std::filesystem::path& than) {
  std::filesystem::last_write_time(
      file, std::filesystem::last_write_time(than) + std::chrono::seconds(1));
}

}  // namespace

TEST_CASE("a picture set reads back its pixels in order, and its scene", "[data]") {
  const GrayPictures pictures(4);
  const iggan::PictureSet set = iggan::load_picture_set(pictures.dir.path);
  REQUIRE(set.count == 4);
  REQUIRE(set.pixels.size() == 4 * 15);
  for (std::size_t i = 0; i < set.pixels.size(); ++i) CHECK(set.pixels[i] == i / 15);
  CHECK(set.scene.camera.azimuth_degrees == iggan::Interval{10, 20});
  CHECK(iggan::load_picture_manifest(pictures.dir.path).seed == pictures.manifest.seed);
}

TEST_CASE("pictures are numbered with a thousand per folder", "[data]") {
  CHECK(iggan::picture_name(0) == "00000/img00000000.png");
  CHECK(iggan::picture_name(12345) == "00012/img00012345.png");
}

TEST_CASE("all offending pictures are reported at once", "[data]") {
  const GrayPictures pictures(4);
  const auto& dir = pictures.dir;
  std::filesystem::remove(dir.path / iggan::picture_name(1));
  iggan::write_image(dir.path / iggan::picture_name(2), ImageU8(5, 3, 3));
  iggan::write_image(dir / "00000/extra.png", ImageU8(5, 3, 1));
  CHECK_THAT(
      pictures.refusal(),
      Contains("3 problems") && Contains("img00000001.png: ") && Contains("no such file") &&
          Contains("img00000002.png: 5x3 pixels and 3 channels; dataset.json says 5x3 and 1") &&
          Contains("00000/extra.png: not one of the 4 pictures"));
}

TEST_CASE("a picture that changed after the set was made is detected", "[data]") {
  const GrayPictures pictures(3);
  ImageU8 other(5, 3, 1);
  other.samples[7] = 1;
  iggan::write_image(pictures.dir.path / iggan::picture_name(0), other);
  make_newer(pictures.dir.path / iggan::picture_name(0), pictures.dir / iggan::kPackedPictures);
  CHECK_THAT(pictures.refusal(), Contains("the pictures are not those"));
}

TEST_CASE("a manifest with errors is refused by file and key", "[data]") {
  const GrayPictures pictures(1);
  pictures.edit_manifest("scen", Json::object());
  CHECK_THAT(pictures.refusal(), Contains((pictures.dir / "dataset.json").string()) &&
                                     Contains("unknown option scen (did you mean scene?)"));
  pictures.edit_manifest("format_version", 4);
  CHECK_THAT(pictures.refusal(), Contains("format_version is 4, this iggan reads 1 to 3"));
  pictures.edit_manifest("format_version", "2");
  CHECK_THAT(pictures.refusal(), Contains("format_version: ") && Contains("an integer"));
  iggan::write_text_atomically(pictures.dir / "dataset.json", "{\"format_version\": ");
  CHECK_THROWS_WITH(iggan::load_picture_set(pictures.dir.path), Contains("not valid JSON"));
  std::filesystem::remove(pictures.dir / "dataset.json");
  CHECK_THAT(pictures.refusal(), Contains("is not a picture set"));
}

TEST_CASE("a set whose scene contradicts itself is refused", "[data]") {
  const GrayPictures pictures(1);
  Json scene = iggan::config::to_json(pictures.manifest.scene);
  scene["camera"]["distance"] = {3, 2};
  pictures.edit_manifest("scene", scene);
  CHECK_THAT(pictures.refusal(), Contains("scene.camera.distance: [3, 2] is descending"));
  scene["camera"]["distance"] = {2, 2};
  scene["channels"] = 2;
  pictures.edit_manifest("scene", scene);
  CHECK_THAT(pictures.refusal(), Contains("scene.channels: 2 is neither 1 (gray) nor 3 (RGB)"));
}

TEST_CASE("a set of format 1 is read, and a sheet next to the manifest is not a picture of the set",
          "[data]") {
  const GrayPictures pictures(2);
  pictures.edit_manifest("format_version", 1);
  iggan::write_image(pictures.dir / iggan::kSheetName, ImageU8(20, 20, 3));
  CHECK(pictures.refusal() == "accepted");
  CHECK_FALSE(iggan::load_picture_manifest(pictures.dir.path).photographs.has_value());
  iggan::write_image(pictures.dir / "other.png", ImageU8(20, 20, 3));
  CHECK_THAT(pictures.refusal(), Contains("other.png: not one of the 2 pictures"));
}

TEST_CASE("a set without pictures is not a set", "[data]") {
  CHECK_THAT(GrayPictures(0).refusal(), Contains("holds no pictures"));
}

TEST_CASE("an impossible count is refused at once", "[data]") {
  const GrayPictures pictures(2);
  pictures.edit_manifest("count", 2000000000);
  CHECK_THAT(pictures.refusal(), Contains("counts 2000000000 pictures") && Contains("2 PNG files"));
  pictures.edit_manifest("count", 3);  // few enough to be listed one by one
  CHECK_THAT(pictures.refusal(), Contains("img00000002.png: "));
}
