#include <iggan/formats/memory_file.h>

#include <cerrno>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace iggan {

MemoryFile::MemoryFile(const std::string& bytes, const std::string& name)
    : descriptor_(::memfd_create("iggan", MFD_CLOEXEC)) {
  if (descriptor_ >= 0 && write_all(descriptor_, bytes.data(), bytes.size())) return;
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
