#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/render/renderer.h>

namespace iggan {

/// What a plugin library says of itself, asked in a process of its own.
struct PluginFacts {
  std::vector<RendererInfo> renderers;
  std::string error;    // why it cannot be used; empty: it can
  std::string printed;  // while it was loaded: the first line

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("renderers", self.renderers, "the library's");
    visit("error", self.error, "why it cannot be used");
    visit("printed", self.printed, "while it was loaded");
  }
};

/// Loads the library in a child process and reads what it holds: nothing of it runs here. A crash,
/// an exit(), a hang of ten seconds is an error of the facts, with what the child printed. A file
/// is asked once, until it changes. Where there is no iggan-renderer-host it is loaded here.
/// @throws Interrupted.
[[nodiscard]] PluginFacts probe_plugin(const std::filesystem::path& library);

/// The child's side: loads the library, writes the facts to kChildReport and ends the process.
[[noreturn]] void describe_plugin_as_child(const std::string& library);

}  // namespace iggan
