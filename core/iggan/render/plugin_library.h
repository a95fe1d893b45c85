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

/// A renderer plugin in this process: the library is loaded, the ABI version is negotiated, and
/// everything the plugin says about itself is copied and checked. Once opened, it stays loaded
/// until the process ends: unloading crashes if worker threads or exit handlers still run.
class PluginLibrary {
 public:
  /// A renderer of the library.
  struct Entry {
    RendererInfo info;
    ThreadModel thread_model = ThreadModel::process_serial;
  };

  /// Opens the library, or returns it if it is already open (several paths may lead to it). Also
  /// opens programs: see program_plugin.h.
  /// @param isolation  for a program's processes.
  /// @throws PluginError naming the path and quoting the loader.
  [[nodiscard]] static PluginLibrary& open(const std::filesystem::path& path,
                                           const Isolation& isolation = {});

  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;

  /// The path by which it was first opened.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The plugin's functions; those newer than the plugin are null.
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
