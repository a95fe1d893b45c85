#include <support/catch.h>

#include <sys/wait.h>
#include <unistd.h>

#include <support/temp_dir.h>

#include <iggan/base/files.h>

namespace fs = std::filesystem;

TEST_CASE("what a killed process left of a folder is removed when the folder is made again",
          "[base]") {
  const TempDir dir;
  const pid_t child = ::fork();
  if (child == 0) {  // ends without running destructors, as after SIGKILL
    const iggan::AtomicFolder set(dir / "set"), other(dir / "sets");
    iggan::write_text_atomically(set.path() / "file", "left");
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  fs::create_directory(dir / ".set.old.tmp");  // not one of ours
  const auto left = [&] { return std::distance(fs::directory_iterator(dir.path), {}); };
  REQUIRE(left() == 3);
  iggan::AtomicFolder set(dir / "set");
  CHECK(left() == 3);  // that of "sets", ".set.old.tmp", and the new one
  CHECK(fs::is_empty(set.path()));
  set.commit();
  CHECK(fs::is_directory(dir / "set"));
}
