#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <iggan/base/allocation.h>
#include <iggan/base/error_message.h>
#include <iggan/base/keeper.h>
#include <iggan/conformance/check_runner.h>
#include <iggan/render/isolated_renderer.h>
#include <iggan/render/plugin_probe.h>

/// A process for one plugin, so that a fault of the plugin harms only this process. With "keep",
/// this program is the keeper of such a process or of a renderer program. Started by iggan, not by
/// hand.
int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  try {
    // keep PARENT MEMORY_MIB NAME=VALUE... -- PROGRAM ARGUMENTS...
    if (mode == "keep" && argc > 5)
      iggan::keep_program(std::vector<std::string>(argv + 2, argv + argc));
    if (mode == "describe" && argc == 3) iggan::describe_plugin_as_child(argv[2]);
    if (mode == "check" && argc == 3) iggan::conformance::run_check_as_child(argv[2]);
    if (mode == "serve" && argc == 3) {
      iggan::keep_large_buffers();
      iggan::serve_renderer(argv[2]);
      return 0;
    }
    std::fprintf(stderr, "iggan-renderer-host is started by iggan, not by hand\n");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", iggan::message_of(error).c_str());
  }
  return 2;
}
