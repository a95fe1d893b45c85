#include <iggan/render/plugin_scope.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace iggan {
namespace {

constexpr int kAboveStandard = 3;

struct Identity {
  dev_t device = 0, special = 0;
  ino_t file = 0;
  bool operator==(const Identity& other) const {
    return device == other.device && special == other.special && file == other.file;
  }
};

/// The file that a descriptor refers to; empty if the descriptor is closed.
Identity identity_of(int descriptor) {
  struct stat file {};
  if (::fstat(descriptor, &file) != 0) return {};
  return {file.st_dev, file.st_rdev, file.st_ino};
}

/// The state of the process before the plugin's code ran.
struct Before {
  std::array<int, 3> standard{-1, -1, -1};  // copies of 0 to 2; -1: was closed
  int folder = -1;
  int mask = -1;

  void note() {
    std::fflush(stdout);  // this program's own output goes to the right place
    for (int i = 0; i < 3; ++i)
      standard[std::size_t(i)] = ::fcntl(i, F_DUPFD_CLOEXEC, kAboveStandard);
    if (standard[1] >= 0 && standard[2] >= 0) ::dup2(standard[2], STDOUT_FILENO);
    folder = ::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    mask = current_umask();
  }

  std::string put_back() {
    std::fflush(stdout);
    std::string changed;
    const auto add = [&changed](const char* what) {
      changed += (changed.empty() ? "" : ", ") + std::string(what);
    };
    bool streams = false;
    for (int i = 0; i < 3; ++i) {
      int& copy = standard[std::size_t(i)];
      if (copy < 0) continue;
      const int expected = i == STDOUT_FILENO && standard[2] >= 0 ? standard[2] : copy;
      streams = streams || !(identity_of(i) == identity_of(expected));
    }
    for (int i = 0; i < 3; ++i) {
      if (standard[std::size_t(i)] < 0) continue;
      ::dup2(standard[std::size_t(i)], i);
    }
    for (int& copy : standard) {
      if (copy >= 0) ::close(copy);
      copy = -1;
    }
    if (streams) add("standard input, output or error");
    if (folder >= 0) {
      struct stat now {};
      const Identity was = identity_of(folder);
      if (::stat(".", &now) != 0 || !(Identity{now.st_dev, now.st_rdev, now.st_ino} == was)) {
        add("the working directory");
        (void)!::fchdir(folder);
      }
      ::close(folder);
      folder = -1;
    }
    if (mask >= 0 && current_umask() != mask) {
      add("the umask");
      ::umask(static_cast<mode_t>(mask));
    }
    return changed;
  }
};

/// Descriptors, folder and umask are process-wide, and so is the record of their old values.
struct Scopes {
  std::mutex mutex;
  int living = 0;
  Before before;
};
Scopes& scopes() {
  static auto& all = *new Scopes;
  return all;
}

}  // namespace

PluginScope::PluginScope() {
  Scopes& all = scopes();
  const std::lock_guard lock(all.mutex);
  if (all.living++ == 0) all.before.note();
}

PluginScope::~PluginScope() {
  end();
}

std::string PluginScope::end() {
  if (ended_) return "";
  ended_ = true;
  Scopes& all = scopes();
  const std::lock_guard lock(all.mutex);
  return --all.living == 0 ? all.before.put_back() : "";
}

int current_umask() {
  // Read directly: streams would cost more than the plugin's call.
  const int file = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  char text[512] = {};
  const ssize_t count = ::read(file, text, sizeof text - 1);
  ::close(file);
  const char* line = count > 0 ? std::strstr(text, "Umask:") : nullptr;
  return line == nullptr ? -1 : static_cast<int>(std::strtol(line + 6, nullptr, 8));
}

}  // namespace iggan
