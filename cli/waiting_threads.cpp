// With GCC's libgomp, OpenMP threads that wait spin for milliseconds. On a busy machine, a thread
// can spin while the thread that it waits for has no processor, and an iteration takes eight times
// as long (docs/lab/speed.md). With a short spin, it takes twice as long there, and 5 % longer on
// an idle machine. libgomp reads the setting when it is loaded, before main, so the program sets it
// and re-executes itself.

#include <climits>
#include <cstring>

#include <unistd.h>

#include <iggan/base/begins_with.h>

namespace {

constexpr int kMostVariables = 4096;

/// A few microseconds: longer than most waits between two loops, much shorter than a time slice.
char setting[] = "GOMP_SPINCOUNT=2000";

/// Runs before the constructors of all libraries, which take most of the start-up time, and
/// therefore before libc has set `environ`.
void choose_short_waits(int, char** arguments, char** environment) {
  // The shell asks for completions at each Tab, and starting twice takes a fifth of a second.
  if (arguments[0] && arguments[1] && iggan::begins_with(arguments[1], "__complete")) return;
  static char* variables[kMostVariables + 2];
  int count = 0;
  for (; environment[count]; ++count) {
    const char* variable = environment[count];
    const bool is_chosen = iggan::begins_with(variable, "GOMP_SPINCOUNT=") ||
                           iggan::begins_with(variable, "OMP_WAIT_POLICY=");
    if (is_chosen || count == kMostVariables) return;
    variables[count] = environment[count];
  }
  variables[count] = setting;
  static char self[PATH_MAX];
  const ssize_t length = ::readlink("/proc/self/exe", self, sizeof self - 1);
  // Without /proc, or if the dynamic loader was given this program as an argument, nothing changes:
  // work is then slower on a busy machine.
  if (length > 0 && !std::strstr(self, "/ld-")) ::execve(self, arguments, variables);
}

}  // namespace

using Constructor = void (*)(int, char**, char**);
[[gnu::section(".preinit_array"), gnu::used]] static const Constructor preinit = choose_short_waits;
