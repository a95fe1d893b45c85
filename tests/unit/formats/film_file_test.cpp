#include <iggan/formats/film_file.h>

#include <OpenImageIO/imagebuf.h>

#include <support/catch.h>
#include <support/skip.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>
#include <iggan/formats/image_file.h>

using namespace iggan;

namespace {

/// Frames of one colour each: red grows, blue falls.
std::vector<ImageU8> frames(int count) {
  std::vector<ImageU8> frames;
  for (int i = 0; i < count; ++i) {
    ImageU8 frame(32, 16, 3);
    for (std::size_t s = 0; s < frame.samples.size(); s += 3) {
      frame.samples[s] = static_cast<std::uint8_t>(60 * i);
      frame.samples[s + 2] = static_cast<std::uint8_t>(240 - 60 * i);
    }
    frames.push_back(frame);
  }
  return frames;
}

}  // namespace

TEST_CASE("a GIF has its frames, in order, with their colours and their time", "[formats]") {
  const TempDir dir;
  write_gif(dir / "film.gif", frames(4), 10);
  for (int i = 0; i < 4; ++i) {
    OIIO::ImageBuf read((dir / "film.gif").string(), i, 0);
    REQUIRE(read.read(i, 0, true));
    CHECK(read.nsubimages() == 4);
    CHECK(read.spec().width == 32);
    CHECK(read.spec().height == 16);
    float pixel[4] = {0, 0, 0, 0};
    read.getpixel(20, 9, pixel, 3);
    CHECK(255 * pixel[0] == Approx(60 * i).margin(4));
    CHECK(255 * pixel[2] == Approx(240 - 60 * i).margin(4));
    const auto* rate = read.spec().find_attribute("FramesPerSecond");
    REQUIRE(rate != nullptr);
    const int* values = static_cast<const int*>(rate->data());
    CHECK(double(values[0]) / values[1] == Approx(10));
  }
  CHECK_THROWS_AS(write_gif(dir.path, frames(1), 10), Error);
}

TEST_CASE("ffmpeg makes an MP4 of frames, or says why it does not", "[formats]") {
  if (!has_ffmpeg()) SKIP_TEST("there is no ffmpeg");
  const TempDir dir;
  const auto all = frames(4);
  for (std::size_t i = 0; i < all.size(); ++i) write_image(dir / frame_name(i), all[i]);
  write_mp4(dir / "film.mp4", dir.path, 10);
  const std::string film = read_text(dir / "film.mp4");
  CHECK(film.substr(4, 4) == "ftyp");
  CHECK(film.find("avc1") != std::string::npos);
  CHECK_THROWS_WITH(write_mp4(dir / "none.mp4", dir / "empty", 10), Contains("ffmpeg"));
  CHECK_FALSE(std::filesystem::exists(dir / "none.mp4"));
}
