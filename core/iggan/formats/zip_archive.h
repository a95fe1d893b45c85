#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace iggan {

/// A zip file (also .jar, .sh3f) read into memory, entry by entry. Thread-safe.
class ZipArchive {
 public:
  /// @throws DataError, with libzip's message if the file is not an archive.
  explicit ZipArchive(std::filesystem::path path);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Names as stored: no leading '/', folders end in '/'.
  [[nodiscard]] const std::vector<std::string>& entries() const { return entries_; }
  [[nodiscard]] bool contains(const std::string& entry) const;
  /// The entry with that name; ignores case if there is no exact match.
  [[nodiscard]] std::optional<std::string> entry_like(const std::string& name) const;
  /// The uncompressed bytes. @throws DataError naming the archive and the entry.
  [[nodiscard]] std::string read(const std::string& entry) const;

 private:
  struct Handle;
  std::filesystem::path path_;
  std::unique_ptr<Handle> handle_;
  std::vector<std::string> entries_;
  mutable std::mutex mutex_;  // a libzip handle serves one thread at a time
};

}  // namespace iggan
