#include <iggan/render/shared_file.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iggan/base/error.h>

namespace iggan {
namespace {

int open_shared_file() {
  const int memory = ::memfd_create("iggan pictures", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory >= 0) {
    ::fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL);
    return memory;
  }
  std::error_code none;
  std::string name = (std::filesystem::temp_directory_path(none) / "iggan-XXXXXX").string();
  const int file = none ? -1 : ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) fail<Error>("cannot make shared memory: {}", std::strerror(errno));
  ::unlink(name.c_str());
  return file;
}

}  // namespace

SharedFile::SharedFile() : descriptor_(open_shared_file()) {}

SharedFile::~SharedFile() {
  ::close(descriptor_);
}

void SharedFile::grow(std::uint64_t bytes) {
  if (bytes <= size_) return;
  const std::uint64_t wanted = std::max(bytes, 2 * size_);
  if (::ftruncate(descriptor_, off_t(wanted)) != 0)
    fail<Error>("cannot get {} bytes of shared memory: {}", wanted, std::strerror(errno));
  size_ = wanted;
}

void SharedFile::write(std::uint64_t at, const void* data, std::uint64_t bytes) {
  const char* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t count = ::pwrite(descriptor_, from, bytes, off_t(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail<Error>("cannot write shared memory: {}", std::strerror(errno));
    from += count;
    at += std::uint64_t(count);
    bytes -= std::uint64_t(count);
  }
}

bool SharedFile::read(std::uint64_t at, void* data, std::uint64_t bytes) const {
  char* to = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t count = ::pread(descriptor_, to, bytes, off_t(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    at += std::uint64_t(count);
    bytes -= std::uint64_t(count);
  }
  return true;
}

MappedFile::~MappedFile() {
  unmap();
}

void MappedFile::unmap() {
  if (at_ != nullptr) ::munmap(at_, size_);
  at_ = nullptr;
  size_ = 0;
}

unsigned char* MappedFile::map(std::uint64_t bytes) {
  if (bytes <= size_) return at_;
  struct stat file {};
  if (::fstat(descriptor_, &file) != 0 || std::uint64_t(file.st_size) < bytes)
    fail<Error>("the shared memory has fewer than {} bytes", bytes);
  unmap();
  void* at = ::mmap(nullptr, std::size_t(file.st_size), PROT_READ | PROT_WRITE, MAP_SHARED,
                    descriptor_, 0);
  if (at == MAP_FAILED)
    fail<Error>("cannot map {} bytes of shared memory: {}", file.st_size, std::strerror(errno));
  at_ = static_cast<unsigned char*>(at);
  size_ = std::uint64_t(file.st_size);
  return at_;
}

}  // namespace iggan
