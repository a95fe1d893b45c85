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

/// A plugin that was found and could be queried, or a file that could not, with the reason.
struct PluginListing {
  std::filesystem::path path;           // of the file
  std::vector<RendererInfo> renderers;  // empty on error, and for a program
  bool program = false;                 // known by its file name only; listing does not run it
  std::string error;                    // empty on success; else path and the loader's message
  std::string note;                     // e.g. "shadowed by /other/path"
  std::string printed;                  // first line printed during loading, when nothing should be
                                        // printed
};

/// "raster" for /x/raster_renderer.so, /x/raster.so and raster.
[[nodiscard]] std::string plugin_short_name(const std::filesystem::path& library);

/// The folders searched, in order: those of $IGGAN_PLUGIN_PATH (separated by colons),
/// ../lib/iggan/plugins from the folder of the executable, then the plugin folder of the install
/// prefix.
[[nodiscard]] std::vector<std::filesystem::path> plugin_search_path();

/// The folders of $IGGAN_PLUGIN_PATH, which the user trusts.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders_of_environment();

/// Every *.so file in the search path, including failures and duplicates. Each is queried in a
/// child process (plugin_probe.h); none is loaded here. Programs named NAME_renderer, with any
/// extension, are listed with a note and not run.
[[nodiscard]] std::vector<PluginListing> list_plugins();

/// What the renderer of that name says about itself, without creating one: a library is queried in
/// a child process. @throws PluginError, as open_renderer does.
[[nodiscard]] RendererInfo describe_renderer(const std::string& name);

/// Which renderer to open, and how.
struct RendererRequest {
  /// "raster" (the last part of an id, or the library raster_renderer.so), "org.iggan.raster", the
  /// path of a plugin library with one renderer, or the path or name of a program that is a
  /// renderer.
  std::string name;
  config::Json params = config::Json::object();  // {} takes every default
  int thread_budget = 0;  // total threads including the caller; 0 lets the plugin choose
  /// Receives the plugin's log lines and notes about shadowed plugins; may be null.
  std::shared_ptr<Log> log = nullptr;
  Isolation isolation{};  // whether to use a separate process, and with which deadline
};

/// Loads a plugin, negotiates the ABI, checks the parameters against its schema and creates a
/// renderer. The library stays loaded until the process ends; it is first loaded once in a child
/// process, so that a crash or exit there is reported as an error. A name is first looked up among
/// files of that name (raster_renderer.so for raster and org.iggan.raster), then in all others.
/// @throws PluginError naming the path and quoting the loader or the plugin; or, for an unknown
///         name, listing what was found and where; ConfigError for a parameter that the schema
///         refuses.
[[nodiscard]] std::unique_ptr<Renderer> open_renderer(const RendererRequest& request);

/// Opens a renderer in this process, without a search and without a trial in a child process: for a
/// process that only runs the plugin. @param id  one of the library's renderers; empty: its only
/// one.
[[nodiscard]] std::unique_ptr<Renderer> open_found(const std::filesystem::path& library,
                                                   const std::string& id,
                                                   const RendererRequest& request);

}  // namespace iggan
