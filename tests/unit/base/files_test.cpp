#include <support/catch.h>

#include <csignal>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iggan/base/files.h>
#include <iggan/base/folder_lock.h>

#include "support/skip.h"
#include "support/temp_dir.h"

using namespace iggan;
namespace fs = std::filesystem;

namespace {

/// Does the work in a child process, which must be ended by a signal.
void killed_in(const std::function<void()>& work) {
  const pid_t id = ::fork();
  if (id == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(id, &status, 0);
  REQUIRE(WIFSIGNALED(status));
}

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("what a killed writer left is removed, what a living one writes stays", "[base]") {
  const TempDir dir;
  write_text_atomically(dir / ".notes.tmp", "a user's own");
  killed_in([&] {
    write_file_atomically(dir / "state.bin", [](const fs::path& temporary) {
      write_text_atomically(temporary, "half");
      ::raise(SIGKILL);
    });
  });
  killed_in([&] {
    const AtomicFolder folder(dir / "set");
    write_text_atomically(folder.path() / "a", "half");
    ::raise(SIGKILL);
  });
  REQUIRE(entries(dir.path) == 3);
  write_file_atomically(dir / "other.bin", [&](const fs::path& temporary) {
    write_text_atomically(temporary, "on its way");
    remove_stale_temporaries(dir.path);
    CHECK(fs::exists(temporary));
  });
  CHECK(entries(dir.path) == 2);
  CHECK(read_text(dir / ".notes.tmp") == "a user's own");
  CHECK(read_text(dir / "other.bin") == "on its way");
}

TEST_CASE("making a folder again removes what a killed process left of it", "[base]") {
  const TempDir dir;
  for (const char* name : {"set", "sets"})
    killed_in([&] {
      const AtomicFolder folder(dir / name);
      ::raise(SIGKILL);
    });
  REQUIRE(entries(dir.path) == 2);
  AtomicFolder folder(dir / "set");
  CHECK(entries(dir.path) == 2);  // its own, and that of "sets"
  folder.commit();
  CHECK(fs::exists(dir / "set"));
}

TEST_CASE("a durable write replaces a complete file, or says why it cannot", "[base]") {
  const TempDir dir;
  write_bytes_durably(dir / "file", "first");
  write_bytes_durably(dir / "file", std::string("se\0cond", 7));
  CHECK(read_text(dir / "file") == std::string("se\0cond", 7));
  CHECK(entries(dir.path) == 1);
  fs::create_directory(dir / "folder");
  write_text_atomically(dir / "folder/inside", "");
  CHECK_THROWS_WITH(write_bytes_durably(dir / "folder", "x"), Contains("folder"));
  CHECK(entries(dir.path) == 2);
}

TEST_CASE("a folder is locked for one process, until it ends", "[base]") {
  const TempDir dir;
  {
    const FolderLock lock(dir.path);
    CHECK_THROWS_WITH(FolderLock(dir.path),
                      Contains(dir.path.string()) && Contains("is working in"));
  }
  killed_in([&] {
    const FolderLock lock(dir.path);
    ::raise(SIGKILL);
  });
  CHECK_NOTHROW(FolderLock(dir.path));
}

TEST_CASE("nothing is written through a link or a pipe where a file should be", "[base]") {
  const TempDir dir;
  write_text_atomically(dir / "canary", "alive");
  fs::create_symlink(dir / "canary", dir / "link");
  fs::create_symlink(dir / "nothing", dir / "lock");
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(append_text(dir / "link", "x"),
                    Contains((dir / "link").string()) && Contains("is a link"));
  CHECK_THROWS_WITH(append_text(dir / "pipe", "x"),
                    Contains((dir / "pipe").string()) && Contains("not a regular file"));
  CHECK_THROWS_WITH(append_text("/dev/null", "x"), Contains("not a regular file"));
  CHECK_THROWS_WITH(FolderLock(dir.path), Contains(dir.path.string()));
  CHECK_FALSE(fs::exists(dir / "nothing"));
  fs::rename(dir / "pipe", dir / "lock");
  CHECK_FALSE(folder_in_use(dir.path));  // and does not block
  write_text_atomically(dir / "link", "a file of its own");
  CHECK(read_text(dir / "canary") == "alive");
  CHECK(read_text(dir / "link") == "a file of its own");
}

namespace {

/// Checks that neither the path nor its folder changes, and that the message names the path.
void check_kept(const fs::path& path, const char* words) {
  INFO(path.string());
  const auto type = fs::symlink_status(path).type();
  const std::size_t before = entries(path.parent_path());
  CHECK_THROWS_WITH(write_text_atomically(path, "x"), Contains(path.string()) && Contains(words));
  CHECK_THROWS_WITH(write_bytes_durably(path, "x"), Contains(path.string()) && Contains(words));
  CHECK(fs::symlink_status(path).type() == type);
  CHECK(entries(path.parent_path()) == before);
}

constexpr const char* kNoFile = "it is a device, a pipe or a socket, not a regular file";

}  // namespace

TEST_CASE("no file replaces a pipe, a folder, or a link to one", "[base]") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  fs::create_symlink(dir / "pipe", dir / "to-pipe");
  fs::create_directory(dir / "folder");
  fs::create_symlink(dir / "folder", dir / "to-folder");
  check_kept(dir / "pipe", kNoFile);
  check_kept(dir / "to-pipe", kNoFile);
  check_kept(dir / "folder", "it is a folder");
  check_kept(dir / "to-folder", "it is a folder");
  // Like /dev/stdout when output is redirected to a file.
  write_text_atomically(dir / "open", "alive");
  const int open_file = ::open((dir / "open").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(open_file >= 0);
  fs::create_symlink("/proc/self/fd/" + std::to_string(open_file), dir / "stdout");
  check_kept(dir / "stdout", kNoFile);
  CHECK(read_text(dir / "open") == "alive");
  ::close(open_file);
  // Links to files, and to nothing, are replaced.
  fs::create_symlink(dir / "nothing", dir / "to-nothing");
  for (const char* name : {"to-nothing", "to-open"}) {
    fs::create_symlink(dir / "open", dir / "to-open");
    write_text_atomically(dir / name, "a file of its own");
    CHECK(fs::symlink_status(dir / name).type() == fs::file_type::regular);
    fs::remove(dir / "to-open");
  }
  CHECK(read_text(dir / "open") == "alive");
  CHECK_FALSE(fs::exists(dir / "nothing"));
}

TEST_CASE("no file replaces a device", "[base]") {
  const TempDir dir;
  if (::mknod((dir / "node").c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0)  // like /dev/null
    SKIP_TEST("only root makes device nodes");
  check_kept(dir / "node", kNoFile);
  fs::create_symlink(dir / "node", dir / "link");
  check_kept(dir / "link", kNoFile);
}

TEST_CASE("a text that takes long to make is not made if it cannot be written", "[base]") {
  const TempDir dir;
  write_text_atomically(dir / "file", "old");
  fs::create_directory(dir / "folder");
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  bool made = false;
  const auto make = [&] {
    made = true;
    return std::string("new");
  };
  for (const char* name : {"pipe", "folder", "file/inside"})
    CHECK_THROWS_WITH(write_text_atomically(dir / name, make), Contains((dir / name).string()));
  CHECK_FALSE(made);
  CHECK(fs::is_fifo(dir / "pipe"));
  write_text_atomically(dir / "file", make);
  CHECK(read_text(dir / "file") == "new");
  CHECK(entries(dir.path) == 3);
}

TEST_CASE("a folder may be named by a link", "[base]") {
  const TempDir dir;
  fs::create_directory(dir / "folder");
  fs::create_directory_symlink(dir / "folder", dir / "link");
  write_bytes_durably(dir / "link/file", "x");
  append_text(dir / "link/file", "y");
  CHECK(read_text(dir / "folder/file") == "xy");
}
