#include <iggan/formats/memory_file.h>

#include <cerrno>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>

#include <iggan/base/error.h>

namespace iggan {

MemoryFile::MemoryFile(const std::string& bytes, const std::string& name)
    : descriptor_(::memfd_create("iggan", MFD_CLOEXEC)) {
  std::size_t written = 0;
  while (descriptor_ >= 0 && written < bytes.size()) {
    const ssize_t count = ::write(descriptor_, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  if (descriptor_ >= 0 && written == bytes.size()) return;
  const int reason = errno;
  if (descriptor_ >= 0) ::close(descriptor_);
  fail<DataError>("cannot keep {} in memory: {}", name, std::generic_category().message(reason));
}

MemoryFile::~MemoryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string MemoryFile::path() const {
  return path_of_descriptor(descriptor_);
}

int MemoryFile::release() {
  const int descriptor = descriptor_;
  descriptor_ = -1;
  return descriptor;
}

std::string path_of_descriptor(int descriptor) {
  return fmt::format("/proc/self/fd/{}", descriptor);
}

}  // namespace iggan
