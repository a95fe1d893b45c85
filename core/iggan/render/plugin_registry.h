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
  std::string printed;                  // at loading, where nothing belongs: the first line
};

/// "raster" for /x/raster_renderer.so, /x/raster.so and raster.
[[nodiscard]] std::string plugin_short_name(const std::filesystem::path& library);

/// The folders searched, in order: those of $IGGAN_PLUGIN_PATH (separated by colons), then beside
/// the executable, then <executable's folder>/../lib/iggan/plugins, then the install prefix.
[[nodiscard]] std::vector<std::filesystem::path> plugin_search_path();

/// Those of $IGGAN_PLUGIN_PATH: folders that the user trusts.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders_of_environment();

/// Every file *.so in the search path, failures and duplicates included; each is asked in a child
/// process (plugin_probe.h), and none is loaded here. Programs named NAME_renderer, with any
/// ending, are named by a note, and not run.
[[nodiscard]] std::vector<PluginListing> list_plugins();

/// What the renderer of that name says of itself, without creating one: a library is asked in a
/// child process. @throws PluginError as open_renderer.
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
/// renderer. The library stays loaded until the process ends; before, it is loaded once in a child
/// process, so that one which crashes or ends its process is an error. A name is looked for among
/// files that are named so, raster_renderer.so for raster and org.iggan.raster, and only then among
/// what all others hold.
/// @throws PluginError naming the path and the loader's or the plugin's own words, for an unknown
///         name what was found and where; ConfigError for a parameter that the schema refuses.
[[nodiscard]] std::unique_ptr<Renderer> open_renderer(const RendererRequest& request);

/// The same in this process, without a search and without a try in another: for a process that is
/// there to run the plugin. @param id  which of the library's renderers; empty: its only one.
[[nodiscard]] std::unique_ptr<Renderer> open_found(const std::filesystem::path& library,
                                                   const std::string& id,
                                                   const RendererRequest& request);

}  // namespace iggan
