#pragma once
#include <cstdint>

namespace iggan {

/// Memory shared with another process, which may map it. This process never maps it but reads and
/// writes it with system calls, so nothing that the other side does to the memory can kill this
/// process. It is sealed against shrinking (if the kernel does not support this, it is an unlinked
/// temporary file, which cannot be sealed).
class SharedFile {
 public:
  /// @throws Error when none is available.
  SharedFile();
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Grows it to at least this many bytes. @throws Error when no more are available.
  void grow(std::uint64_t bytes);
  /// @throws Error when the disk or the memory is full.
  void write(std::uint64_t at, const void* data, std::uint64_t bytes);
  /// @return false if the memory has become too short.
  [[nodiscard]] bool read(std::uint64_t at, void* data, std::uint64_t bytes) const;

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
};

/// The other side's view of the memory.
class MappedFile {
 public:
  explicit MappedFile(int descriptor) : descriptor_(descriptor) {}
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Maps its first `bytes`; earlier pointers become invalid. @throws Error when it is shorter.
  [[nodiscard]] unsigned char* map(std::uint64_t bytes);

 private:
  void unmap();
  int descriptor_;
  unsigned char* at_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace iggan
