#include <support/catch.h>

#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace fs = std::filesystem;

namespace {

/// The number of a process that has ended.
pid_t dead_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

}  // namespace

TEST_CASE("what a killed process left of a folder is removed by the next that makes it", "[base]") {
  const TempDir dir;
  const std::string dead = std::to_string(dead_process());
  const fs::path stale = dir / (".set." + dead + ".tmp"), locked = dir / (".set.1" + dead + ".tmp"),
                 other = dir / (".sets." + dead + ".tmp"), named = dir / ".set.old.tmp",
                 living = dir / (".set." + std::to_string(::getppid()) + ".tmp");
  for (const fs::path& folder : {stale, locked, other, named, living}) {
    fs::create_directory(folder);
    iggan::write_text_atomically(folder / "file", "left");
  }
  // As of a process of another machine, whose number means nothing here.
  const int lock = ::open(locked.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  REQUIRE(::flock(lock, LOCK_EX) == 0);
  iggan::AtomicFolder set(dir / "set");
  CHECK_FALSE(fs::exists(stale));
  for (const fs::path& folder : {locked, other, named, living}) CHECK(fs::exists(folder / "file"));
  set.commit();
  CHECK(fs::is_directory(dir / "set"));
  ::close(lock);
}

TEST_CASE("a folder that is being made is locked until it is done", "[base]") {
  const TempDir dir;
  {
    const iggan::AtomicFolder set(dir / "set");
    const int file = ::open(set.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(::flock(file, LOCK_EX | LOCK_NB) != 0);
    ::close(file);
  }
  CHECK(fs::is_empty(dir.path));
}
