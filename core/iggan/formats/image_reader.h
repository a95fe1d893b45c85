#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <iggan/scene/image.h>

namespace iggan {

/// An image's header, read before its pixels are decoded.
struct ImageHeader {
  int width = 0, height = 0, channels = 0;  // as stored, before it is rotated upright
  std::string format;                       // OpenImageIO's name: "png", "jpeg"
  bool has_alpha = false;
  int orientation = 1;  // EXIF, 1 to 8; 1 is upright
};

/// An image from a user, ready for compositing.
struct DecodedImage {
  ImageF32 rgba;                   // linear, premultiplied, each in [0, 1]; upright
  std::vector<std::string> notes;  // what was guessed or left out: "only the first of its frames"
};

/// An open image, in any photograph format that OpenImageIO reads. All images are opened through
/// this class. The bytes decide the format, not the extension. Only regular files are opened, so
/// opening never blocks.
class ImageReader {
 public:
  /// @throws DataError naming the file: it is missing, not a regular file, not readable, or not a
  /// picture.
  explicit ImageReader(const std::filesystem::path& file);
  /// Bytes in memory. @param name  for messages; its extension is the format to try first.
  ImageReader(const std::string& bytes, const std::string& name);
  ~ImageReader();
  ImageReader(const ImageReader&) = delete;
  ImageReader& operator=(const ImageReader&) = delete;

  [[nodiscard]] const ImageHeader& header() const { return header_; }
  /// The first picture as 8-bit samples in the file's own channels, 1 to 4; alpha stays straight.
  /// @throws DataError naming the file when its pixels are incomplete, damaged or too many.
  [[nodiscard]] ImageU8 stored();
  /// The first picture. Its colour space is converted if OpenImageIO supports it; NaN becomes 0.
  /// @throws DataError as above.
  [[nodiscard]] DecodedImage decode();
  /// The digest of the file's bytes, as lower-case hex.
  [[nodiscard]] std::string sha256() const;

  static constexpr std::int64_t kMaxPixels = 64'000'000;  // per picture: 1 GB while it is decoded

 private:
  struct Open;
  void open_as_any_format();
  void check_size() const;
  [[nodiscard]] std::string contents() const;

  std::string name_;
  std::unique_ptr<Open> open_;
  ImageHeader header_;
};

/// Whether a name has the extension of a readable picture.
[[nodiscard]] bool is_picture_name(const std::filesystem::path& name);

}  // namespace iggan
