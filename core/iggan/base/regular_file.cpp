#include <iggan/base/regular_file.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iggan/base/error.h>

namespace iggan {
namespace {

[[noreturn]] void fail_to_read(const std::filesystem::path& path, int reason) {
  fail<DataError>("cannot read {}: {}", path.string(), std::generic_category().message(reason));
}

}  // namespace

RegularFile::RegularFile(std::filesystem::path path)
    : path_(std::move(path)),
      // Without O_NONBLOCK, opening a FIFO waits for a writer.
      file_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
  if (file_ < 0) fail_to_read(path_, errno);
  struct stat facts {};
  const bool known = ::fstat(file_, &facts) == 0;
  if (known && S_ISREG(facts.st_mode)) {
    size_ = static_cast<std::uintmax_t>(facts.st_size);
    return;
  }
  ::close(file_);
  fail<DataError>("cannot read {}: it is {}, not a regular file", path_.string(),
                  known && S_ISDIR(facts.st_mode) ? "a folder" : "a device, a pipe or a socket");
}

RegularFile::~RegularFile() {
  ::close(file_);
}

std::size_t RegularFile::read(char* to, std::size_t count) const {
  std::size_t taken = 0;
  while (taken < count) {
    const ssize_t more = ::read(file_, to + taken, count - taken);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) fail_to_read(path_, errno);
    if (more == 0) break;
    taken += static_cast<std::size_t>(more);
  }
  return taken;
}

std::string read_text_up_to(const std::filesystem::path& path, std::uintmax_t most_bytes) {
  const RegularFile file(path);
  if (file.size() > most_bytes)
    fail<DataError>("cannot read {}: it has {} bytes; the limit for such a file is {}",
                    path.string(), file.size(), most_bytes);
  std::string text(file.size(), '\0');
  text.resize(file.read(text.data(), text.size()));
  if (text.empty()) fail<DataError>("cannot read {}: it is empty", path.string());
  return text;
}

}  // namespace iggan
