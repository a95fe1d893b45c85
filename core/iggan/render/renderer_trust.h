#pragma once
#include <filesystem>
#include <string>

namespace iggan {

/// Whether two strings name the same renderer: equal names, or paths to the same file.
[[nodiscard]] bool same_renderer(const std::string& one, const std::string& other);

/// No data set, run, scene file or other outside file can run code: a renderer that such a file
/// names by its path is used only if the user names it too, on this command line, or has its folder
/// in IGGAN_PLUGIN_PATH. Names of installed renderers are always allowed.
/// @param renderer  what the file says.
/// @param file      the file, for the message.
/// @param named     what the user named on this command line; empty if nothing.
/// @param option    the option for naming it; empty if there is none.
/// @throws PluginError that shows the path and says how to allow it.
void require_named_by_user(const std::string& renderer, const std::filesystem::path& file,
                           const std::string& named, const std::string& option);

}  // namespace iggan
