#pragma once
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <OpenImageIO/imageio.h>

#include <iggan/base/files.h>
#include <iggan/scene/image.h>

/// Pictures like those of users, made by the tests.

inline iggan::ImageU8 clear_picture(int width, int height) {
  return iggan::ImageU8(width, height, 4);
}

/// Paints an ellipse, straight RGBA.
inline void paint_ellipse(iggan::ImageU8& picture, int x0, int y0, int half_width, int half_height,
                          std::vector<std::uint8_t> rgb) {
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const double u = (x - x0) / double(half_width), v = (y - y0) / double(half_height);
      if (u * u + v * v > 1) continue;
      for (int c = 0; c < 3; ++c)
        picture.samples[picture.index(x, y, c)] = rgb[static_cast<std::size_t>(c)];
      picture.samples[picture.index(x, y, 3)] = 255;
    }
}

inline void paint_box(iggan::ImageU8& picture, int left, int top, int right, int bottom,
                      const std::vector<std::uint8_t>& rgb) {
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) {
      for (int c = 0; c < 3; ++c)
        picture.samples[picture.index(x, y, c)] = rgb[static_cast<std::size_t>(c)];
      picture.samples[picture.index(x, y, 3)] = 255;
    }
}

/// An asymmetric toadstool, 120 x 96 on a transparent background; each variant is another picture.
inline iggan::ImageU8 toadstool(int variant) {
  iggan::ImageU8 picture = clear_picture(120, 96);
  const auto hue = static_cast<std::uint8_t>(40 + 37 * variant % 150);
  paint_box(picture, 52, 40, 58 + variant % 11, 84, {200, 170, 60});
  paint_ellipse(picture, 58 + variant % 7, 34, 28 + 3 * variant % 13, 14 + 5 * variant % 9,
                {210, hue, 40});
  paint_box(picture, 70, 28, 76, 34, {30, 60, static_cast<std::uint8_t>(60 + 29 * variant % 180)});
  return picture;
}

/// The same in front of a colour, without alpha.
inline iggan::ImageU8 on_colour(const iggan::ImageU8& rgba, const std::vector<std::uint8_t>& rgb) {
  iggan::ImageU8 picture(rgba.width, rgba.height, 3);
  for (int y = 0; y < rgba.height; ++y)
    for (int x = 0; x < rgba.width; ++x)
      for (int c = 0; c < 3; ++c)
        picture.samples[picture.index(x, y, c)] = rgba.samples[rgba.index(x, y, 3)] > 0
                                                      ? rgba.samples[rgba.index(x, y, c)]
                                                      : rgb[static_cast<std::size_t>(c)];
  return picture;
}

/// How a file stores its samples.
struct StoredAs {
  OIIO::TypeDesc type = OIIO::TypeDesc::UINT8;
  std::vector<std::pair<std::string, int>> numbers;  // attributes of the file
  std::vector<std::pair<std::string, std::string>> words;
};

/// Writes pictures (several: frames) with OpenImageIO; straight alpha, sRGB.
inline void write_stored(const std::filesystem::path& path,
                         const std::vector<iggan::ImageU8>& frames, const StoredAs& as = {}) {
  std::filesystem::create_directories(path.parent_path());
  const auto output = OIIO::ImageOutput::create(path.string());
  if (output == nullptr) throw std::runtime_error("no writer for " + path.string());
  std::vector<OIIO::ImageSpec> specs;
  for (const iggan::ImageU8& frame : frames) {
    OIIO::ImageSpec spec(frame.width, frame.height, frame.channels, as.type);
    if (frame.channels % 2 == 0) spec.alpha_channel = frame.channels - 1;
    spec.attribute("oiio:UnassociatedAlpha", 1);
    for (const auto& [name, value] : as.numbers) spec.attribute(name, value);
    for (const auto& [name, value] : as.words) spec.attribute(name, value);
    specs.push_back(spec);
  }
  bool written = frames.size() == 1
                     ? output->open(path.string(), specs.front())
                     : output->open(path.string(), static_cast<int>(specs.size()), specs.data());
  for (std::size_t i = 0; i < frames.size() && written; ++i) {
    if (i > 0) written = output->open(path.string(), specs[i], OIIO::ImageOutput::AppendSubimage);
    written = written && output->write_image(OIIO::TypeDesc::UINT8, frames[i].samples.data());
  }
  if (!written || !output->close())
    throw std::runtime_error(path.string() + ": " + output->geterror());
}
inline void write_stored(const std::filesystem::path& path, const iggan::ImageU8& picture,
                         const StoredAs& as = {}) {
  write_stored(path, std::vector<iggan::ImageU8>{picture}, as);
}

/// Linear, premultiplied samples as an EXR file.
inline void write_exr(const std::filesystem::path& path, const iggan::ImageF32& rgba,
                      OIIO::TypeDesc type) {
  const auto output = OIIO::ImageOutput::create(path.string());
  const OIIO::ImageSpec spec(rgba.width, rgba.height, rgba.channels, type);
  if (output == nullptr || !output->open(path.string(), spec) ||
      !output->write_image(OIIO::TypeDesc::FLOAT, rgba.samples.data()) || !output->close())
    throw std::runtime_error("cannot write " + path.string());
}

/// A PNG file chunk by chunk, for what OpenImageIO does not write.
class PngBytes {
 public:
  PngBytes() : bytes_("\x89PNG\r\n\x1a\n", 8) {}
  PngBytes& chunk(const std::string& type, const std::string& data) {
    bytes_ +=
        number(static_cast<std::uint32_t>(data.size())) + type + data + number(crc(type + data));
    return *this;
  }
  PngBytes& header(int width, int height, int bits, int colour_type) {
    return chunk("IHDR", number(static_cast<std::uint32_t>(width)) +
                             number(static_cast<std::uint32_t>(height)) +
                             std::string{static_cast<char>(bits), static_cast<char>(colour_type)} +
                             std::string(3, '\0'));
  }
  /// Rows without filters, in uncompressed deflate blocks.
  PngBytes& pixels(const std::vector<std::string>& rows) {
    std::string all, stream = "\x78\x01";
    for (const std::string& row : rows) all += '\0' + row;
    std::uint32_t low = 1, high = 0;  // Adler-32
    for (const char c : all) {
      low = (low + static_cast<unsigned char>(c)) % 65521;
      high = (high + low) % 65521;
    }
    for (std::size_t at = 0; at < all.size(); at += 65535) {
      const std::string block = all.substr(at, 65535);
      const auto size = static_cast<unsigned>(block.size());
      stream += at + 65535 >= all.size() ? '\1' : '\0';
      for (const unsigned part : {size, size >> 8, ~size, ~size >> 8})
        stream += static_cast<char>(part & 255);
      stream += block;
    }
    return chunk("IDAT", stream + number(high << 16 | low));
  }
  [[nodiscard]] std::string end() { return chunk("IEND", "").bytes_; }

 private:
  static std::string number(std::uint32_t value) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 255);
    return bytes;
  }
  static std::uint32_t crc(const std::string& bytes) {
    std::uint32_t value = 0xffffffff;
    for (const char byte : bytes) {
      value ^= static_cast<unsigned char>(byte);
      for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xedb88320u : 0u);
    }
    return ~value;
  }

  std::string bytes_;
};

/// A cut-out as a palette with transparency, as on web pages.
inline std::string palette_png(const iggan::ImageU8& rgba) {
  std::string palette(3, '\0'), alphas(1, '\0');  // number 0: transparent
  std::vector<std::string> rows;
  for (int y = 0; y < rgba.height; ++y) {
    std::string& row = rows.emplace_back();
    for (int x = 0; x < rgba.width; ++x) {
      const auto* sample = &rgba.samples[rgba.index(x, y, 0)];
      const std::string colour(reinterpret_cast<const char*>(sample), 3);
      std::size_t at = 0;
      if (sample[3] > 0) {
        for (at = 3; at < palette.size() && palette.compare(at, 3, colour) != 0;) at += 3;
        if (at == palette.size()) {
          palette += colour;
          alphas += '\xff';
        }
      }
      row += static_cast<char>(at / 3);
    }
  }
  return PngBytes()
      .header(rgba.width, rgba.height, 8, 3)
      .chunk("PLTE", palette)
      .chunk("tRNS", alphas)
      .pixels(rows)
      .end();
}

/// How a rotated camera stores an upright picture: EXIF's orientations 1 to 8.
inline iggan::ImageU8 stored_turned(const iggan::ImageU8& upright, int orientation) {
  const bool lies = orientation >= 5;
  const int w = upright.width, h = upright.height;
  iggan::ImageU8 stored(lies ? h : w, lies ? w : h, upright.channels);
  for (int b = 0; b < stored.height; ++b)
    for (int a = 0; a < stored.width; ++a) {
      const int xs[] = {a, w - 1 - a, w - 1 - a, a, b, w - 1 - b, w - 1 - b, b};
      const int ys[] = {b, b, h - 1 - b, h - 1 - b, a, a, h - 1 - a, h - 1 - a};
      for (int c = 0; c < upright.channels; ++c)
        stored.samples[stored.index(a, b, c)] =
            upright.samples[upright.index(xs[orientation - 1], ys[orientation - 1], c)];
    }
  return stored;
}

/// A red lollipop on white, 64 x 64, as a CMYK JPEG, which no Debian package that the tests need
/// can write.
inline std::string cmyk_jpeg() {
  const std::string hex =
      "ffd8ffee000e41646f626500640000000002ffdb004300140e0f120f0d14121012171514181e32211e1c1c"
      "1e3d2c2e243249404c4b47404645505a736250556d5645466488656d777b8182814e608d978c7d96737e81"
      "7cffdb0043011517171e1a1e3b21213b7c5346537c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c"
      "7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7cffc00014080040004004012200021101"
      "031101041100ffc400190001000301010000000000000000000000000405060203ffc40032100002010302"
      "0305040b0000000000000000010203041105121321310622416181145171d123344244738291b1c1e1f0ff"
      "c400190101000301010000000000000000000000000102040305ffc4001c11000300020301000000000000"
      "00000000000102031104122131ffda000e040100021103110400003f00c600003660000000000000000000"
      "0058695a6fb6b73a8daa5178e5d64cd051b4a141254a8c238f1c73fd487a1558cec762c29424f77af3cffb"
      "dc591b31ca53b3c5e4e5bac8e5fc456dd559caaca2db493c2479d5b7a3597d2d284fe28a3d574a8db438f6"
      "f9e1e7bd17f67fa34044d56ac6969f5b7e3bcb6a5ef6c9b94d7a538f96e6d24736f5670a91516da6f18328"
      "00311ee968000003d6dee2adb555528cb6cba7c4bfd335477b51d29d251928ee724f93e6bc3d4cd969d9ef"
      "af4ff09fee8eb8e9a7a3272b1cd43a6bd4785d5384a94a6e2b725c9969a96a1ec118629ef73ce39e318c7c"
      "ccf5dde56bc9a956974e915d1169da3fbb7e6fe0a4272d3eda2bc4c72b1abd7a73674e0a9467b7bcf3cfd4"
      "000e26d248000001374bbba765732a95549a7071eeaf35f2210253d3da2b72ae5cb399c54e2e32e8cb1d5a"
      "fe95f70b8519ad99cee4bc71e7e457001b74f6c88858e7aaf829c153828c7a200020b9d1ffd9";
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}
