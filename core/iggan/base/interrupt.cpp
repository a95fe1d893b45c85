#include <iggan/base/interrupt.h>

#include <csignal>

namespace iggan {
namespace {
volatile std::sig_atomic_t interrupt_flag = 0;  // what a signal handler may touch

extern "C" void raise_interrupt_flag(int signal_number) {
  interrupt_flag = 1;
  std::signal(signal_number, SIG_DFL);
}
}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, raise_interrupt_flag);
  std::signal(SIGTERM, raise_interrupt_flag);
}

bool interrupted() {
  return interrupt_flag != 0;
}

}  // namespace iggan
