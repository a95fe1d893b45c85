#include <iggan/base/interrupt.h>

#include <atomic>
#include <csignal>

#include <unistd.h>

namespace iggan {
namespace {
// A signal handler may set a lock-free atomic, and worker threads may read it at the same time.
std::atomic<bool> interrupt_flag{false}, armed{false}, noticed{false};
static_assert(std::atomic<bool>::is_always_lock_free);
constexpr unsigned kPatienceSeconds = 60;  // longer than any step between two checks of the flag

extern "C" void raise_interrupt_flag(int signal_number) {
  // Set the alarm first: code that sees the flag clears it.
  if (!armed.exchange(true)) ::alarm(kPatienceSeconds);
  interrupt_flag = true;
  // A second Ctrl-C ends the process at once. SIGTERM comes again when the command that started
  // this one ends; saving must continue then.
  if (signal_number == SIGINT) std::signal(SIGINT, SIG_DFL);
}
extern "C" void end_unnoticed(int) {
  constexpr char kText[] =
      "error: interrupted, but a library did not return within a minute; ended without saving\n";
  (void)!::write(STDERR_FILENO, kText, sizeof kText - 1);
  ::_exit(130);
}
}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, raise_interrupt_flag);
  std::signal(SIGTERM, raise_interrupt_flag);
  if (std::signal(SIGHUP, raise_interrupt_flag) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGALRM, end_unnoticed);
  std::signal(SIGXFSZ, SIG_IGN);
}

bool interrupted() {
  if (!interrupt_flag) return false;
  if (!noticed.exchange(true)) ::alarm(0);
  return true;
}

}  // namespace iggan
