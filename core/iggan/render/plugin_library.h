#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <iggan/renderer_abi.h>

#include <iggan/render/call_gate.h>
#include <iggan/render/isolation.h>
#include <iggan/render/renderer.h>

namespace iggan {

/// A renderer plugin in this process: the library is loaded, the ABI negotiated, and everything
/// the plugin says of itself copied and checked. Once opened it stays loaded until the process
/// ends: unloading code whose worker threads or exit handlers still run crashes.
class PluginLibrary {
 public:
  struct Entry {
    RendererInfo info;
    ThreadModel thread_model = ThreadModel::process_serial;
  };

  /// Opens the library, or gives the one that is open already (several paths may lead to it). A
  /// program is opened too: see program_plugin.h.
  /// @param isolation  of a program's processes.
  /// @throws PluginError naming the path and the loader's own words.
  [[nodiscard]] static PluginLibrary& open(const std::filesystem::path& path,
                                           const Isolation& isolation = {});

  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;

  /// The path by which it was opened first.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The plugin's functions; newer ones than the plugin has are null.
  [[nodiscard]] const iggan_plugin& functions() const { return functions_; }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] SharedGates& gates() { return gates_; }

 private:
  PluginLibrary(std::filesystem::path path, const iggan_plugin& table);
  ~PluginLibrary() = default;

  std::filesystem::path path_;
  iggan_plugin functions_{};
  std::vector<Entry> entries_;
  SharedGates gates_;
};

}  // namespace iggan
