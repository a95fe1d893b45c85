#include <support/catch.h>

#include <fstream>
#include <set>

#include <support/shared_data.h>
#include <support/skip.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/rng.h>
#include <iggan/formats/image_file.h>

using iggan::DataError;
using iggan::ImageU8;

namespace {

ImageU8 noise(int width, int height, int channels) {
  ImageU8 image(width, height, channels);
  iggan::Rng rng(static_cast<std::uint64_t>(channels));
  for (auto& sample : image.samples) sample = static_cast<std::uint8_t>(rng.below(256));
  return image;
}

}  // namespace

TEST_CASE("gray, RGB and RGBA pictures read back bit-identical", "[formats]") {
  const TempDir dir;
  for (const int channels : {1, 3, 4}) {
    const ImageU8 image = noise(13, 7, channels);
    const auto path = dir / ("new/" + std::to_string(channels) + ".png");
    iggan::write_image(path, image);
    const ImageU8 read = iggan::read_image(path);
    CHECK(read.width == 13);
    CHECK(read.height == 7);
    CHECK(read.channels == channels);
    CHECK(read.samples == image.samples);
  }
}

TEST_CASE("colour where alpha is zero survives a round trip", "[formats]") {
  const TempDir dir;
  ImageU8 image(2, 1, 4);
  image.samples = {200, 100, 50, 0, 10, 20, 30, 128};
  iggan::write_image(dir / "clear.png", image);
  CHECK(iggan::read_image(dir / "clear.png").samples == image.samples);
}

TEST_CASE("writing leaves only the picture behind, and replaces it completely", "[formats]") {
  const TempDir dir;
  iggan::write_image(dir / "a.png", noise(4, 4, 1));
  iggan::write_image(dir / "a.png", noise(5, 5, 3));
  CHECK(iggan::read_image(dir / "a.png").width == 5);
  CHECK(std::distance(std::filesystem::directory_iterator(dir.path), {}) == 1);
}

TEST_CASE("unknown extensions and channel counts are refused by path", "[formats]") {
  const TempDir dir;
  CHECK_THROWS_WITH(iggan::write_image(dir / "a.picture", noise(2, 2, 3)),
                    Contains((dir / "a.picture").string()) && Contains("use .png"));
  CHECK_THROWS_WITH(iggan::write_image(dir / "a.png", noise(2, 2, 2)), Contains("2 channels"));
  CHECK(std::filesystem::is_empty(dir.path));
}

TEST_CASE("missing and broken pictures are refused by path", "[formats]") {
  const TempDir dir;
  CHECK_THROWS_WITH(iggan::read_image(dir / "absent.png"),
                    Contains((dir / "absent.png").string()) && Contains("no such file"));
  CHECK_THROWS_WITH(iggan::read_image(dir.path), Contains("not a file"));
  std::ofstream(dir / "text.png") << "no picture at all";
  CHECK_THROWS_AS(iggan::read_image(dir / "text.png"), DataError);
  iggan::write_image(dir / "cut.png", noise(64, 64, 3));
  std::filesystem::resize_file(dir / "cut.png", 300);
  CHECK_THROWS_AS(iggan::read_image(dir / "cut.png"), DataError);
}

TEST_CASE("palette pictures with transparency open as straight RGBA", "[formats]") {
  const auto folder = shared_data("chanterelle");
  if (!folder) SKIP_TEST("the chanterelle photographs are not on this machine");
  int pictures = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    if (entry.path().extension() != ".png") continue;
    ++pictures;
    const ImageU8 image = iggan::read_image(entry.path());
    INFO(entry.path().filename());
    REQUIRE(image.channels == 4);
    std::set<std::uint8_t> alphas;
    std::size_t clear = 0;
    for (std::size_t i = 3; i < image.samples.size(); i += 4) {
      alphas.insert(image.samples[i]);
      clear += image.samples[i] == 0;
    }
    CHECK(*alphas.begin() == 0);     // a cut-out has a transparent surround
    CHECK(*alphas.rbegin() == 255);  // and an opaque mushroom
    CHECK(clear < image.samples.size() / 4);
  }
  CHECK(pictures == 74);
}

TEST_CASE("a picture encoded in memory equals the file that would be written", "[formats]") {
  const TempDir dir;
  for (const int channels : {1, 3, 4}) {
    const ImageU8 image = noise(7, 5, channels);
    iggan::write_image(dir / "picture.png", image);
    CHECK(iggan::encode_png(image) == iggan::read_text(dir / "picture.png"));
  }
  CHECK_THROWS_AS(iggan::encode_png(ImageU8(2, 2, 2)), DataError);
}
