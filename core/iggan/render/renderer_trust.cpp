#include <iggan/render/renderer_trust.h>

#include <iggan/base/error.h>
#include <iggan/base/shell_words.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {
namespace fs = std::filesystem;

bool same_renderer(const std::string& one, const std::string& other) {
  if (one == other) return true;
  std::error_code error;
  return is_plugin_path(one) && is_plugin_path(other) && fs::equivalent(one, other, error);
}

void require_named_by_user(const std::string& renderer, const fs::path& file,
                           const std::string& named, const std::string& option) {
  if (!is_plugin_path(renderer) || same_renderer(renderer, named)) return;
  std::error_code error;
  for (const fs::path& folder : plugin_folders_of_environment())
    if (fs::equivalent(fs::absolute(renderer).parent_path(), folder, error)) return;
  fail<PluginError>(
      "{} names the renderer {}, but a renderer named by a file runs only if you name it too: "
      "{}put its folder into IGGAN_PLUGIN_PATH",
      file.string(), renderer,
      option.empty() ? "" : fmt::format("add {} {}, or ", option, shell_words({renderer})));
}

}  // namespace iggan
