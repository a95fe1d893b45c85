// Runs a fuzz target in the default tests, without libFuzzer: on its seeds, which it must accept,
// and on as many mutations of them as the first argument says. With a second argument: only on that
// mutation.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

#include "fuzz_target.h"
#include "mutations.h"

namespace {

using namespace iggan::fuzz;

volatile std::uint64_t number_now = 0;

/// Prints the number of the mutation to repeat; then the signal has its usual effect.
void tell_number(int signal) {
  char text[96];
  const int size = std::snprintf(text, sizeof text, "signal %d in mutation %llu\n", signal,
                                 static_cast<unsigned long long>(number_now));
  (void)!::write(STDERR_FILENO, text, static_cast<std::size_t>(size));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// The copy is exactly as long as the input, so that a sanitizer finds any access past its end.
void feed(const std::string& input) {
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  (void)LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s MUTATIONS [ONLY]\n", argv[0]);
    return 2;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTERM})
    std::signal(signal, tell_number);
  const std::vector<std::string> sound = seeds();
  std::uint64_t first = 0, end = std::strtoull(argv[1], nullptr, 10);
  if (argc > 2) {
    first = std::strtoull(argv[2], nullptr, 10);
    end = first + 1;
  }
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const std::size_t before = accepted_inputs();
    feed(sound[i]);
    if (accepted_inputs() > before) continue;
    std::fprintf(stderr, "seed %zu is not accepted\n", i);
    return 1;
  }
  const std::size_t before = accepted_inputs();
  for (std::uint64_t number = first; number < end; ++number) {
    number_now = number;
    feed(mutation(sound, number));
  }
  std::printf("%zu seeds, %llu mutations, %zu of them accepted\n", sound.size(),
              static_cast<unsigned long long>(end - first), accepted_inputs() - before);
  return 0;
}
