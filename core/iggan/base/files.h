#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace iggan {

/// Writes a complete file or none: `write` receives a temporary path in the same folder, which is
/// renamed to `path` when it returns and removed when it throws. A link to a file is replaced; its
/// target stays.
/// @throws DataError when the path is a folder, a device, a pipe or a socket, before `write` is
/// called; when the folder cannot be written or the rename fails.
void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path&)>& write);
/// The same, but bytes, rename and folder are flushed to disk before this returns. For files that a
/// machine crash must not lose, such as a checkpoint whose predecessors are then removed. @throws
/// DataError also when the disk refuses.
void write_bytes_durably(const std::filesystem::path& path, const std::string& bytes);
/// Writes a complete file of text or none, as write_file_atomically does. @throws DataError.
void write_text_atomically(const std::filesystem::path& path, const std::string& text);
/// The same for text that takes a long time to make: an unwritable path is refused before the text
/// is made.
void write_text_atomically(const std::filesystem::path& path,
                           const std::function<std::string()>& make_text);
/// Appends to a file, which is created if missing; if the text does not fit on the disk, none of it
/// is kept. Meant for files of lines: a crash may leave the last line incomplete.
/// @throws DataError.
void append_text(const std::filesystem::path& path, const std::string& text);

/// Writes all bytes to an open descriptor: a file, a pipe, a socket.
/// @return whether all were written; if not, errno says why.
[[nodiscard]] bool write_all(int descriptor, const void* data, std::size_t size);

/// Removes temporary files and folders that writers on this machine left in a folder, if the
/// writers have ended. Those of running writers and of other machines stay.
void remove_stale_temporaries(const std::filesystem::path& folder);

/// An absolute path without "." and "..", and without a slash at its end.
[[nodiscard]] std::filesystem::path whole_path(const std::filesystem::path& path);

/// @throws DataError naming the path when it cannot be read.
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// A folder that appears under its final name only when it is complete. Build inside `path()`, then
/// call commit(); without a commit the destructor removes what was written. Remains of the same
/// folder from a killed process are removed first.
class AtomicFolder {
 public:
  /// @throws DataError if `final_path` already exists (results are never overwritten).
  explicit AtomicFolder(std::filesystem::path final_path);
  ~AtomicFolder();
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return temporary_path_; }
  void commit();

 private:
  std::filesystem::path final_path_;
  std::filesystem::path temporary_path_;
  bool committed_ = false;
};

/// Lower-case hex SHA-256.
[[nodiscard]] std::string sha256_of_bytes(const void* data, std::size_t size);
/// The same for a file's bytes. @throws DataError when it cannot be read.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace iggan
