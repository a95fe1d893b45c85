#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace iggan {

/// A regular file, open for reading. A device, pipe or socket in its place is refused without
/// waiting: it may have no end.
class RegularFile {
 public:
  /// @throws DataError naming the path.
  explicit RegularFile(std::filesystem::path path);
  ~RegularFile();
  RegularFile(const RegularFile&) = delete;
  RegularFile& operator=(const RegularFile&) = delete;

  /// Its size in bytes when it was opened.
  [[nodiscard]] std::uintmax_t size() const { return size_; }
  /// Reads the next bytes; fewer than `count` only at the end of the file.
  /// @throws DataError naming the path.
  std::size_t read(char* to, std::size_t count) const;

 private:
  std::filesystem::path path_;
  int file_;
  std::uintmax_t size_ = 0;
};

/// The bytes of a file. Its size is checked before memory is allocated.
/// @throws DataError naming the path when it cannot be read, is empty or has more bytes.
[[nodiscard]] std::string read_text_up_to(const std::filesystem::path& path,
                                          std::uintmax_t most_bytes);

}  // namespace iggan
