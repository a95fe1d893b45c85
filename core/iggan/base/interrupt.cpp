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
  std::signal(signal_number, SIG_DFL);
}
}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, raise_interrupt_flag);
  std::signal(SIGTERM, raise_interrupt_flag);
}

bool interrupted() {
  return interrupt_flag;
}

}  // namespace iggan
