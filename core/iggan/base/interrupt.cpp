#include <iggan/base/interrupt.h>

#include <atomic>
#include <csignal>

namespace iggan {
namespace {
// A signal handler may touch an atomic without a lock, and worker threads may read it meanwhile.
std::atomic<bool> interrupt_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void raise_interrupt_flag(int signal_number) {
  interrupt_flag = true;
  // A second Ctrl-C ends the process at once. SIGTERM comes again when the command that started
  // this one ends: work that is being saved goes on.
  if (signal_number == SIGINT) std::signal(SIGINT, SIG_DFL);
}
}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, raise_interrupt_flag);
  std::signal(SIGTERM, raise_interrupt_flag);
  if (std::signal(SIGHUP, raise_interrupt_flag) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

bool interrupted() {
  return interrupt_flag;
}

}  // namespace iggan
