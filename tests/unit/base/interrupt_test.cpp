#include <support/catch.h>

#include <csignal>
#include <functional>

#include <sys/wait.h>
#include <unistd.h>

#include <iggan/base/interrupt.h>

namespace {

/// The exit status of a process that does this; 128 plus the signal's number if a signal ends it.
int status_of(const std::function<void()>& work) {
  const pid_t id = ::fork();
  if (id == 0) {
    ::close(STDERR_FILENO);
    iggan::catch_interrupts();
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(id, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("an interrupt that nothing responds to ends the process after a while",
          "[base][signals]") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    CHECK(status_of([signal] {
            std::raise(signal);
            if (::alarm(0) == 0) ::_exit(1);  // the time is running
            std::raise(SIGALRM);              // and has run out
          }) == 130);
}

TEST_CASE("after an interrupt is noticed, the work may take as long as it needs", "[base]") {
  CHECK(status_of([] {
          std::raise(SIGTERM);
          if (!iggan::interrupted()) ::_exit(1);
          std::raise(SIGTERM);  // again, as when the parent command ends
          if (!iggan::interrupted() || ::alarm(0) != 0) ::_exit(1);
        }) == 0);
}

TEST_CASE("a second Ctrl-C ends the process at once", "[base][signals]") {
  CHECK(status_of([] {
          std::raise(SIGINT);
          std::raise(SIGINT);
        }) == 128 + SIGINT);
}
