#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <iggan/base/child_process.h>
#include <iggan/conformance/check_runner.h>
#include <iggan/render/isolated_renderer.h>

/// A process for one plugin: what the plugin breaks, it breaks here. Started by iggan, not by hand.
int main(int argc, char** argv) {
  // iggan-renderer-host check|serve REQUEST PARENT
  if (argc == 4) iggan::end_with_parent(static_cast<pid_t>(std::atoi(argv[3])), SIGKILL);
  try {
    const std::string mode = argc == 4 ? argv[1] : "";
    if (mode == "check") iggan::conformance::run_check_as_child(argv[2]);
    if (mode == "serve") {
      iggan::serve_renderer(argv[2]);
      return 0;
    }
    std::fprintf(stderr, "iggan-renderer-host is started by iggan, not by hand\n");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  return 2;
}
