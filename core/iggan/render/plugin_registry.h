#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/render/renderer.h>

namespace iggan {

/// A plugin that was found and could be asked, or a file that could not, with the reason.
struct PluginListing {
  std::filesystem::path path;
  std::vector<RendererInfo> renderers;  // empty on error
  std::string error;                    // empty on success; else path and the loader's own words
  std::string note;                     // e.g. "shadowed by /other/path"
};

/// The folders searched, in order: $IGGAN_PLUGIN_PATH, then beside the executable, then the
/// install prefix.
[[nodiscard]] std::vector<std::filesystem::path> plugin_search_path();

/// Everything in the search path, failures and duplicates included.
[[nodiscard]] std::vector<PluginListing> list_plugins();

struct RendererRequest {
  std::string name;  // "raster", "org.iggan.raster", or a path to a plugin library
  config::Json params = config::Json::object();
  int thread_budget = 0;  // total threads including the caller; 0 lets the plugin choose
};

/// Loads a plugin, negotiates the ABI, checks the parameters against its schema and creates a
/// renderer. The library stays loaded until the process ends.
/// @throws PluginError naming the path and the loader's or the plugin's own words;
///         ConfigError for a parameter that the schema refuses.
[[nodiscard]] std::unique_ptr<Renderer> open_renderer(const RendererRequest& request);

}  // namespace iggan
