#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/console/log.h>
#include <iggan/render/isolation.h>
#include <iggan/render/renderer.h>

namespace iggan {

/// A plugin that was found and could be asked, or a file that could not, with the reason.
struct PluginListing {
  std::filesystem::path path;
  std::vector<RendererInfo> renderers;  // empty on error, and for a program
  bool program = false;                 // named by its file only: not run to be listed
  std::string error;                    // empty on success; else path and the loader's own words
  std::string note;                     // e.g. "shadowed by /other/path"
};

/// "raster" for /x/raster_renderer.so, /x/raster.so and raster.
[[nodiscard]] std::string plugin_short_name(const std::filesystem::path& library);

/// The folders searched, in order: those of $IGGAN_PLUGIN_PATH (separated by colons), then beside
/// the executable, then <executable's folder>/../lib/iggan/plugins, then the install prefix.
[[nodiscard]] std::vector<std::filesystem::path> plugin_search_path();

/// Every file *.so in the search path, failures and duplicates included. Programs named
/// NAME_renderer, with any ending, are named by a note, and not run.
[[nodiscard]] std::vector<PluginListing> list_plugins();

/// What the renderer of that name says of itself, without creating one.
/// @throws PluginError as open_renderer.
[[nodiscard]] RendererInfo describe_renderer(const std::string& name);

struct RendererRequest {
  // "raster" (the last part of an id, or the library raster_renderer.so), "org.iggan.raster", a
  // path to a plugin library that holds one renderer, or the path or name of a program that is one.
  std::string name;
  config::Json params = config::Json::object();
  int thread_budget = 0;  // total threads including the caller; 0 lets the plugin choose
  // Receives the plugin's lines and word of shadowed plugins; may be null.
  std::shared_ptr<Log> log = nullptr;
  Isolation isolation{};
};

/// Loads a plugin, negotiates the ABI, checks the parameters against its schema and creates a
/// renderer. The library stays loaded until the process ends.
/// @throws PluginError naming the path and the loader's or the plugin's own words, for an unknown
///         name what was found and where; ConfigError for a parameter that the schema refuses.
[[nodiscard]] std::unique_ptr<Renderer> open_renderer(const RendererRequest& request);

}  // namespace iggan
