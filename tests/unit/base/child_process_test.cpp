#include <support/catch.h>

#include <chrono>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A child that closes its report and output at once, and lives for some seconds more.
std::vector<std::string> silent_child(const std::string& seconds) {
  return {"/bin/sh", "-c", "exec 1>&- 2>&- 3>&-; sleep " + seconds};
}

}  // namespace

TEST_CASE("a child's report, its output and its end are collected", "[base]") {
  const auto outcome =
      iggan::run_child({"/bin/sh", "-c", "echo said; echo reported >&3; exit 3"}, 60);
  CHECK(outcome.report == "reported\n");
  CHECK(outcome.output == "said\n");
  CHECK(outcome.how_it_ended == "status 3");
  CHECK_FALSE(outcome.timed_out);
}

TEST_CASE("a child that has closed its pipes is waited for, and killed when its time is up",
          "[base]") {
  const auto ended = iggan::run_child(silent_child("0.2; exit 4"), 60);
  CHECK(ended.how_it_ended == "status 4");
  const auto start = Clock::now();
  CHECK(iggan::run_child(silent_child("60"), 0.2).timed_out);
  CHECK(seconds_since(start) < 30);
}

TEST_CASE("an interrupt ends the wait for a child that has closed its pipes", "[base][signals]") {
  // In a child process: the flag that the signal sets is never cleared.
  const auto start = Clock::now();
  const pid_t waiting = ::fork();
  REQUIRE(waiting >= 0);
  if (waiting == 0) {
    iggan::catch_interrupts();
    ::alarm(60);  // whatever happens, the test ends
    const pid_t self = ::getpid();
    if (::fork() == 0) {
      ::usleep(500000);  // the child has closed its pipes by now
      ::kill(self, SIGINT);
      ::_exit(0);
    }
    int code = 1;
    try {
      (void)iggan::run_child(silent_child("60"), 60);
    } catch (const iggan::Interrupted&) {
      code = 0;
    } catch (...) {
      code = 2;
    }
    ::_exit(code);
  }
  int status = 0;
  REQUIRE(::waitpid(waiting, &status, 0) == waiting);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(seconds_since(start) < 30);  // not the 60 of the child
}

TEST_CASE("a descriptor that cannot be passed to a child gives an error, and no child is started",
          "[base]") {
  constexpr int kClosed = 700;
  ::close(kClosed);
  CHECK_THROWS_WITH(iggan::ChildProcess({"/bin/true"}, {{kClosed, 3}}),
                    Contains("/bin/true") && Contains("descriptor 700"));
  CHECK_THROWS_WITH(iggan::ChildProcess({"/no/such/program"}, {}), Contains("/no/such/program"));
}
