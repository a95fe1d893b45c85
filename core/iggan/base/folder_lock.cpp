#include <iggan/base/folder_lock.h>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace iggan {
namespace {

/// An untrusted folder may have a link or a pipe in place of the lock file.
constexpr int kFlags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder)
    : file_(::open((folder / "lock").c_str(), kFlags | O_RDWR | O_CREAT, 0666)) {
  if (file_ < 0) fail<Error>("cannot write into {}: {}", folder.string(), std::strerror(errno));
  // If the file system has no locks, no process is refused.
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  ::close(file_);
  fail<FolderInUse>("another process is working in {}: wait until it ends, or stop it",
                    folder.string());
}

FolderLock::~FolderLock() {
  ::close(file_);
}

bool folder_in_use(const std::filesystem::path& folder) {
  const int file = ::open((folder / "lock").c_str(), kFlags | O_RDONLY);
  if (file < 0) return false;
  const bool held = ::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(file);
  return held;
}

}  // namespace iggan
