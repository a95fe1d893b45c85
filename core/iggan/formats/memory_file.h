#pragma once
#include <string>

namespace iggan {

/// Bytes as a file that never reaches a disk, for libraries that know files only.
class MemoryFile {
 public:
  /// @param name  whose bytes they are, for messages. @throws DataError when memory is short.
  MemoryFile(const std::string& bytes, const std::string& name);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  /// Under which it can be opened while this lives.
  [[nodiscard]] std::string path() const;
  /// The descriptor, which the caller closes from now on.
  [[nodiscard]] int release();

 private:
  int descriptor_;
};

/// The path of an open descriptor of this process: without an ending, and without characters that
/// libraries give a meaning.
[[nodiscard]] std::string path_of_descriptor(int descriptor);

}  // namespace iggan
