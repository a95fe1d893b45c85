#pragma once
#include <string>

namespace iggan {

/// Bytes as a file that never reaches a disk, for libraries that only take files.
class MemoryFile {
 public:
  /// @param name  the name of the bytes, for messages. @throws DataError when memory is short.
  MemoryFile(const std::string& bytes, const std::string& name);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  /// The path under which the file can be opened while this object exists.
  [[nodiscard]] std::string path() const;
  /// Releases the descriptor, which the caller must close.
  [[nodiscard]] int release();

 private:
  int descriptor_;
};

/// The path of an open descriptor of this process, without an extension and without characters that
/// are special to libraries.
[[nodiscard]] std::string path_of_descriptor(int descriptor);

}  // namespace iggan
