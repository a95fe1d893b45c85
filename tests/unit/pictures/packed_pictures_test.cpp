#include <support/catch.h>

#include <chrono>

#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/formats/safetensors.h>
#include <iggan/pictures/picture_set.h>

namespace fs = std::filesystem;
using iggan::Safetensors;

namespace {

/// A set of three pictures of 5 x 3 in RGB.
struct PackedSet {
  TempDir dir;
  std::vector<std::uint8_t> pixels;
  fs::path packed = dir / iggan::kPackedPictures, png = dir / "00000/img00000001.png";

  PackedSet() {
    iggan::PictureManifest manifest;
    manifest.scene.width = 5;
    manifest.scene.height = 3;
    manifest.scene.channels = 3;
    iggan::PictureSetWriter writer(dir.path);
    for (int i = 0; i < 3; ++i) {
      iggan::ImageU8 picture(5, 3, 3);
      for (auto& sample : picture.samples)
        sample = static_cast<std::uint8_t>(37 * (pixels.size() + 1));
      picture.samples[0] = static_cast<std::uint8_t>(i);
      pixels.insert(pixels.end(), picture.samples.begin(), picture.samples.end());
      writer.add(picture);
    }
    writer.finish(manifest);
  }
  /// Replaces the bytes of a PNG file and keeps its modification time.
  void replace_png(const std::string& bytes) const {
    const auto time = fs::last_write_time(png);
    iggan::write_text_atomically(png, bytes);
    fs::last_write_time(png, time);
  }
  [[nodiscard]] bool reads_its_pixels() const {
    return iggan::load_picture_set(dir.path).pixels == pixels;
  }
  [[nodiscard]] std::string refusal() const {
    try {
      (void)iggan::load_picture_set(dir.path);
    } catch (const iggan::DataError& error) {
      return error.what();
    }
    return "accepted";
  }
};

}  // namespace

TEST_CASE("a set's pixels lie in one file of documented tensors", "[data]") {
  const PackedSet set;
  const Safetensors file = Safetensors::read(set.packed);
  const auto& pictures = file.tensors().at("pictures");
  CHECK(pictures.type == iggan::NumberType::uint8);
  CHECK(pictures.shape == std::vector<std::int64_t>{3, 3, 5, 3});
  CHECK(std::vector<std::uint8_t>(pictures.bytes.begin(), pictures.bytes.end()) == set.pixels);
  CHECK(file.tensors().at("file_bytes").shape == std::vector<std::int64_t>{3});
}

TEST_CASE("a set is read from its packed file alone, and from its PNG files without it", "[data]") {
  const PackedSet set;
  const std::string png = iggan::read_text(set.png);
  set.replace_png(std::string(png.size(), 'x'));
  CHECK(set.reads_its_pixels());
  set.replace_png(png);
  fs::remove(set.packed);
  CHECK(set.reads_its_pixels());
}

TEST_CASE("a set with a count of zero is refused before its packed file is read", "[data]") {
  const PackedSet set;
  auto manifest = iggan::config::read_json(set.dir / "dataset.json");
  manifest["count"] = 0;
  iggan::config::write_json(set.dir / "dataset.json", manifest);
  fs::remove_all(set.dir / "00000");
  CHECK_THAT(set.refusal(), Contains("holds no pictures"));
  const iggan::StoredTensor sizes{iggan::NumberType::int64, {0}, {}},
      none{iggan::NumberType::uint8, {0, 3, 5, 3}, {}};
  iggan::write_text_atomically(
      set.packed, iggan::safetensors_bytes({{"pictures", none}, {"file_bytes", sizes}}, {}));
  CHECK_THAT(set.refusal(), Contains("holds no pictures"));
}

TEST_CASE("PNG files that changed after packing take precedence", "[data]") {
  const PackedSet set;
  const std::string png = iggan::read_text(set.png), none(png.size(), 'x');
  set.replace_png(none + "x");  // of another size
  CHECK_THAT(set.refusal(), Contains("1 problem") && Contains("img00000001.png"));
  set.replace_png(none);
  CHECK(set.reads_its_pixels());
  fs::last_write_time(set.png, fs::last_write_time(set.packed) + std::chrono::seconds(1));
  CHECK_THAT(set.refusal(), Contains("1 problem") && Contains("img00000001.png"));
  iggan::write_text_atomically(set.png, png);  // as after copying the folder: newer but equal
  fs::last_write_time(set.png, fs::last_write_time(set.packed) + std::chrono::seconds(1));
  CHECK(set.reads_its_pixels());
  fs::remove(set.png);
  CHECK_THAT(set.refusal(), Contains("1 problem") && Contains("img00000001.png"));
}

TEST_CASE("a damaged packed file is reported, with a remedy", "[data]") {
  const PackedSet set;
  const std::string whole = iggan::read_text(set.packed);
  const auto is_refused = [&] {
    CHECK_THAT(set.refusal(), Contains("cannot read " + set.packed.string()) &&
                                  Contains("remove it, and the PNG files next to it are read"));
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    iggan::write_text_atomically(set.packed, damaged);
    INFO("byte " << at);
    is_refused();
  }
  iggan::write_text_atomically(set.packed, whole.substr(0, whole.size() - 1));
  is_refused();
  iggan::write_text_atomically(set.packed, "");
  is_refused();
  std::error_code error;  // the file system may not support files of that length
  fs::resize_file(set.packed, 1ull << 42, error);
  if (!error) CHECK_THAT(set.refusal(), Contains("more than 3 such pictures take"));
  iggan::write_text_atomically(set.packed, iggan::safetensors_bytes({}, {}));
  is_refused();
  fs::remove(set.packed);
  CHECK(set.reads_its_pixels());
}

TEST_CASE("a valid packed file with different pixels is not accepted for the set", "[data]") {
  const PackedSet set;
  std::vector<char> other(set.pixels.begin(), set.pixels.end());
  other[7] = static_cast<char>(other[7] + 1);
  std::string bytes;
  {
    const Safetensors file = Safetensors::read(set.packed);
    iggan::StoredTensors tensors = file.tensors();
    tensors.at("pictures").bytes = {other.data(), other.size()};
    bytes = iggan::safetensors_bytes(tensors, {});
  }
  iggan::write_text_atomically(set.packed, bytes);
  CHECK_THAT(set.refusal(), Contains("the pictures in pictures.safetensors are not those that "
                                     "dataset.json was written for") &&
                                Contains("remove that file"));
}

TEST_CASE("a set of too many pixels is not packed", "[data]") {
  const TempDir dir;
  iggan::SceneDistribution scene;
  scene.width = scene.height = 2;
  iggan::PicturePacker packer(7), roomy(8);
  for (int i = 0; i < 2; ++i) {
    packer.add(std::vector<std::uint8_t>(4), 60);
    roomy.add(std::vector<std::uint8_t>(4), 60);
  }
  packer.write(dir.path, scene);
  CHECK_FALSE(fs::exists(dir / iggan::kPackedPictures));
  roomy.write(dir.path, scene);
  CHECK(fs::exists(dir / iggan::kPackedPictures));
}
