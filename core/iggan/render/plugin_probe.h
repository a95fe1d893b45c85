#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/render/renderer.h>

namespace iggan {

/// What a plugin library says about itself, queried in a separate process.
struct PluginFacts {
  std::vector<RendererInfo> renderers;
  std::string error;    // why it cannot be used; empty: it can
  std::string printed;  // first line printed while it was loaded

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("renderers", self.renderers, "the library's");
    visit("error", self.error, "why it cannot be used");
    visit("printed", self.printed, "while it was loaded");
  }
};

/// Loads the library in a child process and reads its facts: none of the library's code runs in
/// this process. A crash, an exit() or a hang of ten seconds becomes PluginFacts::error, with what
/// the child printed. A file is queried again only if it has changed. Without iggan-renderer-host,
/// the library is loaded in this process.
/// @throws Interrupted.
[[nodiscard]] PluginFacts probe_plugin(const std::filesystem::path& library);

/// The child's side: loads the library, writes the facts to kChildReport and ends the process.
[[noreturn]] void describe_plugin_as_child(const std::string& library);

}  // namespace iggan
