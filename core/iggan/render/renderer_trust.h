#pragma once
#include <filesystem>
#include <string>

namespace iggan {

/// Whether two texts name one renderer: the same name, or paths of one file.
[[nodiscard]] bool same_renderer(const std::string& one, const std::string& other);

/// Nothing that a data set, a run, a scene file or another file from elsewhere says runs code: a
/// renderer that such a file names by its path counts only if the user names it too, on this
/// command line, or has its folder in IGGAN_PLUGIN_PATH. Names of installed renderers go on
/// working.
/// @param renderer  what the file says.
/// @param file      it, for the message.
/// @param named     what the user said on this command line; empty: nothing.
/// @param option    where it can be said; empty: nowhere.
/// @throws PluginError that shows the path and says how to allow it.
void require_named_by_user(const std::string& renderer, const std::filesystem::path& file,
                           const std::string& named, const std::string& option);

}  // namespace iggan
