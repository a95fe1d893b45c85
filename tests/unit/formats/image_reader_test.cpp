#include <support/catch.h>

#include <cmath>
#include <limits>

#include <sys/stat.h>

#include <support/photographs.h>
#include <support/run_command.h>
#include <support/shared_data.h>
#include <support/skip.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/formats/image_reader.h>
#include <iggan/scene/image_transfer.h>

using iggan::DecodedImage;
using iggan::ImageF32;
using iggan::ImageReader;
using iggan::ImageU8;

namespace {

/// Straight 8-bit sRGB, as in a file; colour is lost where alpha is 0.
ImageU8 straight_bytes(const ImageF32& rgba) {
  ImageU8 bytes(rgba.width, rgba.height, 4);
  for (std::size_t i = 0; i < rgba.samples.size(); i += 4) {
    const float alpha = rgba.samples[i + 3];
    bytes.samples[i + 3] = static_cast<std::uint8_t>(255 * alpha + 0.5f);
    for (std::size_t c = 0; c < 3 && alpha > 0; ++c)
      bytes.samples[i + c] = static_cast<std::uint8_t>(
          255 * iggan::srgb_encode(std::min(1.0f, rgba.samples[i + c] / alpha)) + 0.5f);
  }
  return bytes;
}

ImageU8 decoded_bytes(const std::filesystem::path& path) {
  return straight_bytes(ImageReader(path).decode().rgba);
}

}  // namespace

TEST_CASE("cut-outs of every format and depth decode to the same pixels", "[formats]") {
  const TempDir dir;
  const ImageU8 picture = toadstool(1);
  const std::pair<const char*, StoredAs> files[] = {{"8.png", {}},
                                                    {"16.png", {OIIO::TypeDesc::UINT16, {}, {}}},
                                                    {"8.tif", {}},
                                                    {"a.tga", {}},
                                                    {"a.bmp", {}}};
  for (const auto& [name, as] : files) {
    INFO(name);
    write_stored(dir / name, picture, as);
    CHECK(decoded_bytes(dir / name).samples == picture.samples);
  }
  iggan::write_text_atomically(dir / "palette.png", palette_png(picture));
  CHECK(decoded_bytes(dir / "palette.png").samples == picture.samples);
  const std::string bytes = iggan::read_text(dir / "palette.png");
  ImageReader memory(bytes, "no name");
  CHECK(memory.header().format == "png");
  CHECK(memory.sha256() == iggan::sha256_of_file(dir / "palette.png"));
  CHECK(straight_bytes(memory.decode().rgba).samples == picture.samples);
}

TEST_CASE("gray spreads over red, green and blue, and keeps its alpha", "[formats]") {
  const TempDir dir;
  ImageU8 gray(2, 1, 2);
  gray.samples = {100, 255, 200, 51};
  write_stored(dir / "gray.png", gray, {OIIO::TypeDesc::UINT16, {}, {}});
  CHECK(decoded_bytes(dir / "gray.png").samples ==
        std::vector<std::uint8_t>{100, 100, 100, 255, 200, 200, 200, 51});
}

TEST_CASE("all eight orientations of EXIF are turned upright", "[formats]") {
  const TempDir dir;
  const ImageU8 upright = toadstool(2);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    INFO(orientation);
    const auto path = dir / (std::to_string(orientation) + ".tif");
    write_stored(path, stored_turned(upright, orientation),
                 {{}, {{"Orientation", orientation}}, {}});
    ImageReader reader(path);
    CHECK(reader.header().orientation == orientation);
    const ImageU8 decoded = straight_bytes(reader.decode().rgba);
    CHECK(decoded.width == upright.width);
    CHECK(decoded.samples == upright.samples);
  }
}

TEST_CASE("floating point is linear light, and NaN becomes 0", "[formats]") {
  const TempDir dir;
  ImageF32 light(5, 1, 4);
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  light.samples = {0.25f, 0.5f, 0.125f, 0.5f, nan,  0.5f, 0,    1,    inf,  -inf,
                   0.5f,  1,    9,      0,    0.5f, 1,    0.5f, 0.5f, 0.5f, nan};
  write_exr(dir / "light.exr", light, OIIO::TypeDesc::HALF);
  const DecodedImage decoded = ImageReader(dir / "light.exr").decode();
  CHECK(decoded.rgba.samples == std::vector<float>{0.25f, 0.5f, 0.125f, 0.5f, 0, 0.5f, 0,
                                                   1,     1,    0,      0.5f, 1, 1,    0,
                                                   0.5f,  1,    0,      0,    0, 0});
  REQUIRE(decoded.notes.size() == 1);
  CHECK_THAT(decoded.notes[0], Contains("4 samples are not finite numbers"));
}

TEST_CASE("a CMYK JPEG decodes to its colours", "[formats]") {
  ImageReader reader(cmyk_jpeg(), "inks.jpg");
  const ImageU8 picture = straight_bytes(reader.decode().rgba);
  const auto* white = &picture.samples[picture.index(3, 3, 0)];
  const auto* red = &picture.samples[picture.index(32, 26, 0)];
  for (int c = 0; c < 3; ++c) CHECK(white[c] > 245);
  CHECK(std::abs(red[0] - 0xc0) < 25);  // a quality of 40
  CHECK(std::abs(red[1] - 0x30) < 25);
  CHECK(std::abs(red[2] - 0x20) < 25);
}

TEST_CASE("the size is checked before pixels are decoded", "[formats]") {
  const TempDir dir;
  iggan::write_text_atomically(dir / "huge.pgm", "P5 60000 60000 255\n");
  ImageReader huge(dir / "huge.pgm");
  CHECK(huge.header().width == 60000);
  CHECK_THROWS_WITH(huge.decode(), Contains("huge.pgm") && Contains("60000x60000") &&
                                       Contains("the limit is 64 million pixels"));
}

TEST_CASE("incomplete files are refused in every format", "[formats]") {
  const TempDir dir;
  for (const char* name :
       {"a.png", "a.jpg", "a.tif", "a.gif", "a.bmp", "a.tga", "a.webp", "a.exr"}) {
    INFO(name);
    ImageU8 picture = toadstool(3);
    if (std::string(name) == "a.jpg") picture = on_colour(picture, {255, 255, 255});
    write_stored(dir / name, picture);
    CHECK_NOTHROW(ImageReader(dir / name).decode());
    std::filesystem::resize_file(dir / name, std::filesystem::file_size(dir / name) * 6 / 10);
    CHECK_THROWS_WITH(ImageReader(dir / name).decode(), Contains((dir / name).string()));
  }
}

TEST_CASE("a damaged PNG file is refused because of its checksums, before libpng prints",
          "[formats]") {
  const TempDir dir;
  write_stored(dir / "a.png", toadstool(3));
  const std::string sound = iggan::read_text(dir / "a.png");
  const auto refusal_of = [](const std::string& bytes) -> std::string {
    try {
      (void)ImageReader(bytes, "a.png").decode();
    } catch (const iggan::DataError& error) {
      return error.what();
    }
    return "accepted";
  };
  CHECK(refusal_of(sound) == "accepted");
  for (const std::size_t at :
       {std::size_t{18}, std::size_t{30}, sound.size() / 2, sound.size() - 1}) {
    std::string damaged = sound;
    damaged[at] ^= '\1';
    CHECK(refusal_of(damaged) == "cannot read a.png: it is damaged: a checksum does not match");
  }
  for (const std::size_t length :
       {std::size_t{8}, std::size_t{20}, sound.size() / 2, sound.size() - 1})
    CHECK(refusal_of(sound.substr(0, length)) ==
          "cannot read a.png: it is incomplete: its end is missing");
  // Chunks that a reader may skip are skipped.
  std::string remark = PngBytes().header(4, 4, 8, 0).chunk("tEXt", "a").end();
  const std::string pixels = PngBytes().pixels(std::vector<std::string>(4, "abcd")).end().substr(8);
  const std::size_t end_of_remark = 8 + 25 + 13;
  remark = remark.substr(0, end_of_remark) + pixels;
  CHECK(refusal_of(remark) == "accepted");
  remark[end_of_remark - 1] ^= '\1';
  CHECK(refusal_of(remark) == "accepted");
}

TEST_CASE("a FIFO is refused at once, and so is a device", "[formats]") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "x.png").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(ImageReader(dir / "x.png"), Contains("it is not a file"));
  CHECK_THROWS_WITH(ImageReader("/dev/zero"), Contains("it is not a file"));
}

TEST_CASE("names of patterns and films are not names of pictures", "[formats]") {
  for (const char* name : {"a.png", "b.JPEG", "c.tif", "d.heic", "e.exr"})
    CHECK(iggan::is_picture_name(name));
  for (const char* name : {"a.null", "b.mp4", "c.vdb", "c.dpx", "d.sgi", "d.txt", "png", "e"})
    CHECK_FALSE(iggan::is_picture_name(name));
}

TEST_CASE("every chanterelle loads to the pixels that ImageMagick decodes", "[formats]") {
  const auto folder = shared_data("chanterelle");
  if (!folder) SKIP_TEST("the chanterelle photographs are not on this machine");
  if (run_shell("command -v convert").status != 0) SKIP_TEST("ImageMagick is not installed");
  int pictures = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    if (entry.path().extension() != ".png") continue;
    ++pictures;
    INFO(entry.path().string());
    const ImageU8 own = decoded_bytes(entry.path());
    const std::string other =
        run_shell("convert " + quoted(entry.path()) + " -depth 8 rgba:-").output;
    REQUIRE(other.size() == own.samples.size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < other.size(); i += 4) {
      const auto byte = [&](std::size_t c) { return static_cast<std::uint8_t>(other[i + c]); };
      different += own.samples[i + 3] != byte(3);
      for (std::size_t c = 0; c < 3 && byte(3) > 0; ++c) different += own.samples[i + c] != byte(c);
    }
    CHECK(different == 0);
  }
  CHECK(pictures == 74);
}

namespace {

std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes; i-- > 0;) text += static_cast<char>(value >> 8 * i & 0xff);
  return text;
}

std::string little_endian(std::uint64_t value, int bytes) {
  std::string text = big_endian(value, bytes);
  return {text.rbegin(), text.rend()};
}

/// A JPEG 2000 code stream, up to and including its size.
std::string code_stream(std::uint64_t width, std::uint64_t height) {
  return "\xff\x4f\xff\x51" + big_endian(47, 2) + big_endian(0, 2) + big_endian(width, 4) +
         big_endian(height, 4) + std::string(64, '\0');
}

std::string jp2_box(const std::string& kind, const std::string& content) {
  return big_endian(8 + content.size(), 4) + kind + content;
}

}  // namespace

TEST_CASE("the size is checked before a library opens and decodes a file", "[formats]") {
  const std::string signature = jp2_box("jP  ", "\r\n\x87\n");
  const std::string riff = "RIFF" + little_endian(60, 4) + "WEBP";
  const std::string zeros(64, '\0');
  const std::pair<const char*, std::string> files[] = {
      {"a.gif", "GIF89a" + little_endian(60000, 2) + little_endian(50000, 2) + zeros},
      {"b.webp", riff + "VP8X" + little_endian(10, 4) + zeros.substr(0, 4) +
                     little_endian(59999, 3) + little_endian(49999, 3) + zeros},
      {"c.j2k", code_stream(60000, 50000)},
      {"d.jp2",
       signature + jp2_box("xml ", code_stream(4, 4)) + jp2_box("jp2c", code_stream(60000, 50000))},
      {"e.heic",
       jp2_box("ftyp", "heic" + zeros) +
           jp2_box("meta", jp2_box("ispe", big_endian(0, 4) + big_endian(4, 4) + big_endian(4, 4)) +
                               jp2_box("ispe", big_endian(0, 4) + big_endian(60000, 4) +
                                                   big_endian(50000, 4)))}};
  for (const auto& [name, bytes] : files) {
    INFO(name);
    CHECK_THROWS_WITH(ImageReader(bytes, name),
                      Contains(name) && Contains("60000x50000 pixels; the limit is 64 million"));
  }
  const std::string lossless =
      riff + "VP8L" + little_endian(20, 4) + "\x2f" + little_endian(16382 | 16382 << 14, 4);
  CHECK_THROWS_WITH(ImageReader(lossless + zeros, "f.webp"), Contains("16383x16383 pixels"));
  const std::string lossy =
      riff + "VP8 " + little_endian(20, 4) + std::string("\0\0\0\x9d\x01\x2a", 6);
  CHECK_THROWS_WITH(
      ImageReader(lossy + little_endian(16383, 2) + little_endian(16383, 2) + zeros, "g.webp"),
      Contains("16383x16383 pixels"));
  // If the size is not found, the file is refused, because a library might find one.
  CHECK_THROWS_WITH(ImageReader(signature + big_endian(2, 4) + "free" + zeros, "h.jp2"),
                    Contains("h.jp2") && Contains("does not state its size"));
}

TEST_CASE("parts of a Photoshop file that are longer than the file are refused", "[formats]") {
  const std::string head = "8BPS" + big_endian(1, 2) + std::string(6, '\0') + big_endian(3, 2) +
                           big_endian(16, 4) + big_endian(16, 4) + big_endian(8, 2) +
                           big_endian(3, 2);
  const std::string zeros(900, '\0');
  const auto resource = [](std::uint64_t length) {
    return "8BIM" + big_endian(1039, 2) + big_endian(0, 2) + big_endian(length, 4) +
           std::string(8, '\0');
  };
  const std::string files[] = {
      head + big_endian(0xfffffff0, 4) + zeros,
      head + big_endian(0, 4) + big_endian(0xfffffff0, 4) + zeros,
      head + big_endian(0, 4) + big_endian(0, 4) + big_endian(0xfffffff0, 4) + zeros,
      head + big_endian(0, 4) + big_endian(20, 4) + resource(0xfffffff0) + zeros,
  };
  for (const std::string& file : files)
    CHECK_THROWS_WITH(ImageReader(file, "a.psd"),
                      Contains("a.psd") && Contains("parts are longer than the file"));
  const std::string sound =
      head + big_endian(0, 4) + big_endian(20, 4) + resource(8) + big_endian(0, 4) + zeros;
  CHECK_NOTHROW(ImageReader(sound, "a.psd").decode());
}
