#include <support/catch.h>

#include <csignal>
#include <cstdlib>
#include <functional>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iggan/base/child_process.h>
#include <iggan/base/confinement.h>
#include <iggan/base/sanitizer.h>

#include "support/temp_dir.h"

namespace {

constexpr int kHeld = 0, kGotThrough = 1;
constexpr std::uint64_t kMebibytes = 1024;  // more than earlier tests leave in use

/// How a confined process that does this work ends: its exit status, or minus the signal's number.
int ended(const std::function<int()>& work, int output = 3, int seconds = 5) {
  const pid_t id = ::fork();
  if (id == 0) {
    iggan::confine({seconds, kMebibytes, output});
    ::_exit(work());
  }
  int status = 0;
  REQUIRE(::waitpid(id, &status, 0) == id);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int held(bool got_through) {
  return got_through ? kGotThrough : kHeld;
}

}  // namespace

TEST_CASE("a confined process cannot reach anything outside itself", "[base]") {
  const TempDir dir;
  const std::string canary = dir / "canary", there = dir / "there";
  REQUIRE(::close(::open(there.c_str(), O_WRONLY | O_CREAT, 0600)) == 0);
  const pid_t self = ::getpid();
  CHECK(ended([&] { return held(::open(canary.c_str(), O_WRONLY | O_CREAT, 0600) >= 0); }) ==
        kHeld);
  CHECK(ended([&] { return held(::open(there.c_str(), O_RDONLY) >= 0); }) == kHeld);
  CHECK(ended([&] { return held(::unlink(there.c_str()) == 0); }) == kHeld);
  CHECK(ended([&] { return held(::rename(there.c_str(), canary.c_str()) == 0); }) == kHeld);
  CHECK(ended([] { return held(::socket(AF_INET, SOCK_STREAM, 0) >= 0); }) == kHeld);
  CHECK(ended([] { return held(::execl("/bin/true", "true", nullptr) == 0); }) == kHeld);
  CHECK(ended([] {
          const pid_t child = ::fork();
          if (child == 0) ::_exit(0);
          return held(child > 0);
        }) == kHeld);
  CHECK(ended([&] { return held(::kill(self, SIGCONT) == 0); }) == kHeld);
  CHECK(ended([&] { return held(::syscall(SYS_tgkill, self, self, SIGCONT) == 0); }) == kHeld);
  CHECK(ended([] { return held(::write(STDOUT_FILENO, "", 0) == 0); }) == kHeld);
  CHECK_FALSE(std::filesystem::exists(canary));
  CHECK(std::filesystem::exists(there));
}

TEST_CASE("a confined process answers through its pipe, within limits of time and memory",
          "[base]") {
  iggan::Pipe pipe;
  CHECK(ended([&] { return held(::write(pipe.writer(), "7", 1) == 1); }, pipe.writer()) ==
        kGotThrough);
  char byte = 0;
  CHECK(::read(pipe.reader(), &byte, 1) == 1);
  CHECK(byte == '7');
  CHECK(ended([] {
          volatile char* memory = static_cast<char*>(std::malloc(std::size_t{1} << 20));
          if (memory == nullptr) return kHeld;
          memory[0] = 1;
          return kGotThrough;
        }) == kGotThrough);
  if (!iggan::kSanitized)  // a sanitizer needs more memory than any limit
    CHECK(ended([] {
            return held(::mmap(nullptr, std::size_t{2} << 30, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
          }) == kHeld);
  CHECK(ended(
            [] {
              for (volatile unsigned i = 0;; i = i + 1) {
              }
              return kGotThrough;
            },
            3, 1) == -SIGKILL);
}
