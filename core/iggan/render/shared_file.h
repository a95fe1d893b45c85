#pragma once
#include <cstdint>

namespace iggan {

/// Memory that this process fills and reads for another one, which may map it. It is never mapped
/// here, so nothing that the other side does to it can kill this process; and it is sealed, so that
/// nobody can make it smaller (where the kernel has no such memory it is an unlinked temporary
/// file, which cannot be sealed).
class SharedFile {
 public:
  /// @throws Error when there is none to be had.
  SharedFile();
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Makes it hold so many bytes at least. @throws Error when there are no more.
  void grow(std::uint64_t bytes);
  /// @throws Error when the disk or the memory is full.
  void write(std::uint64_t at, const void* data, std::uint64_t bytes);
  /// @return false when it has become too short.
  [[nodiscard]] bool read(std::uint64_t at, void* data, std::uint64_t bytes) const;

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
};

/// The other side's view of it.
class MappedFile {
 public:
  explicit MappedFile(int descriptor) : descriptor_(descriptor) {}
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Its first `bytes`; earlier pointers are void. @throws Error when it is shorter.
  [[nodiscard]] unsigned char* map(std::uint64_t bytes);

 private:
  void unmap();
  int descriptor_;
  unsigned char* at_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace iggan
