#include <iggan/formats/picture_precheck.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <boost/crc.hpp>

namespace iggan {
namespace {

/// Bytes of a file at any offset; bytes past its end are 0.
class PictureBytes {
 public:
  explicit PictureBytes(int file) : file_(file) {
    struct stat facts {};
    if (::fstat(file_, &facts) == 0) size_ = static_cast<std::uint64_t>(facts.st_size);
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::string at(std::uint64_t place, std::size_t count) const {
    std::string bytes(count, '\0');
    if (place < size_)
      (void)!::pread(file_, bytes.data(), std::min<std::uint64_t>(count, size_ - place),
                     static_cast<off_t>(place));
    return bytes;
  }
  [[nodiscard]] bool has(std::uint64_t place, std::string_view wanted) const {
    return at(place, wanted.size()) == wanted;
  }
  [[nodiscard]] std::uint64_t big(std::uint64_t place, std::size_t count) const {
    std::uint64_t value = 0;
    for (const char byte : at(place, count)) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  }
  [[nodiscard]] std::uint64_t little(std::uint64_t place, std::size_t count) const {
    std::string bytes = at(place, count);
    std::reverse(bytes.begin(), bytes.end());
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  }

 private:
  int file_;
  std::uint64_t size_ = 0;
};

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr int kMostParts = 10000;  // parts of a file that are read

struct DeclaredSize {
  std::uint64_t width = 0, height = 0;
};

DeclaredSize size_of_webp(const PictureBytes& file) {
  if (file.has(12, "VP8X")) return {1 + file.little(24, 3), 1 + file.little(27, 3)};
  if (file.has(12, "VP8L")) {
    const std::uint64_t bits = file.little(21, 4);
    return {1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff)};
  }
  return {file.little(26, 2) & 0x3fff, file.little(28, 2) & 0x3fff};
}

/// The largest size in the file, which may hold several pictures and the tiles of a picture.
DeclaredSize size_of_heif(const PictureBytes& file) {
  constexpr std::size_t kBeginning = 1 << 20;
  const std::string bytes = file.at(0, std::min<std::uint64_t>(kBeginning, file.size()));
  DeclaredSize largest;
  for (std::size_t at = 0; (at = bytes.find("ispe", at)) != std::string::npos; at += 4) {
    const DeclaredSize size{file.big(at + 8, 4), file.big(at + 12, 4)};
    if (size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

/// Where the code stream of a JPEG 2000 file starts, in the box "jp2c".
std::optional<std::uint64_t> code_stream_of(const PictureBytes& file) {
  std::uint64_t at = 0;
  for (int part = 0; part < kMostParts && at < file.size(); ++part) {
    const std::uint64_t small = file.big(at, 4), head = small == 1 ? 16 : 8;
    const std::uint64_t length = small == 1 ? file.big(at + 8, 8) : small;
    if (file.has(at + 4, "jp2c")) return at + head;
    if (length < head || length > file.size() - at) break;
    at += length;
  }
  return std::nullopt;
}

/// The size marker follows the start marker.
std::optional<DeclaredSize> size_of_code_stream(const PictureBytes& file, std::uint64_t at) {
  if (!file.has(at, "\xff\x4f\xff\x51")) return std::nullopt;
  return DeclaredSize{file.big(at + 8, 4), file.big(at + 12, 4)};
}

/// A Photoshop file consists of a header and sections, each preceded by its length; one of them is
/// a list of resources in the same form.
std::string fault_of_photoshop(const PictureBytes& file) {
  const std::string fault = "its parts are longer than the file, or too many";
  const bool large = file.big(4, 2) == 2;
  std::uint64_t at = 26;
  for (const std::size_t width : {4, 4, large ? 8 : 4}) {
    const std::uint64_t length = file.big(at, width);
    at += width;
    if (at > file.size() || length > file.size() - at) return fault;
    at += length;
  }
  const std::uint64_t resources = 26 + 4 + file.big(26, 4);
  const std::uint64_t end = resources + 4 + file.big(resources, 4);
  std::uint64_t place = resources + 4;
  for (int part = 0; place < end; ++part) {
    const std::uint64_t name = 1 + file.big(place + 6, 1);  // with its length, padded to an even
                                                            // number
    const std::uint64_t length_at = place + 6 + (name + 1) / 2 * 2;
    const std::uint64_t length = file.big(length_at, 4);
    place = length_at + 4 + (length + 1) / 2 * 2;
    if (length_at + 4 + length > end || part > kMostParts) return fault;
  }
  return "";
}

/// A PNG file is a list of chunks: length, type, data, checksum of type and data. The types of the
/// chunks that a reader needs start with a capital letter.
std::string fault_of_png(const PictureBytes& file) {
  constexpr std::uint64_t kFrame = 12;       // bytes of a chunk besides its data
  constexpr std::uint64_t kBlock = 1 << 16;  // bytes that are read at a time
  for (std::uint64_t at = kPngSignature.size(); at + kFrame <= file.size();) {
    const std::uint64_t end = at + kFrame + file.big(at, 4), sum_at = end - 4;
    if (end > file.size()) break;
    const std::string type = file.at(at + 4, 4);
    boost::crc_32_type sum;
    for (std::uint64_t place = at + 4; place < sum_at; place += kBlock) {
      const std::string block = file.at(place, std::min(kBlock, sum_at - place));
      sum.process_bytes(block.data(), block.size());
    }
    const bool needed = type[0] >= 'A' && type[0] <= 'Z';
    if (needed && sum.checksum() != file.big(sum_at, 4))
      return "it is damaged: a checksum does not match";
    if (type == "IEND") return "";
    at = end;
  }
  return "it is incomplete: its end is missing";
}

}  // namespace

std::string fault_before_opening(int descriptor, std::int64_t most_pixels) {
  const PictureBytes file(descriptor);
  std::optional<DeclaredSize> size;
  if (file.has(0, "8BPS")) return fault_of_photoshop(file);
  if (file.has(0, kPngSignature)) return fault_of_png(file);
  if (file.has(0, "GIF8")) {
    size = DeclaredSize{file.little(6, 2), file.little(8, 2)};
  } else if (file.has(0, "RIFF") && file.has(8, "WEBP")) {
    size = size_of_webp(file);
  } else if (file.has(4, "ftyp")) {
    size = size_of_heif(file);
  } else if (file.has(4, "jP  ") || file.has(0, "\xff\x4f\xff\x51")) {
    const auto begin = file.has(4, "jP  ") ? code_stream_of(file) : 0;
    if (begin) size = size_of_code_stream(file, *begin);
    if (!size) return "it does not state its size where JPEG 2000 requires it";
  } else {
    return "";
  }
  const auto most = static_cast<std::uint64_t>(most_pixels);
  if (size->width == 0 || size->height <= most / size->width) return "";
  return fmt::format("{}x{} pixels; the limit is {} million", size->width, size->height,
                     most / 1'000'000);
}

}  // namespace iggan
