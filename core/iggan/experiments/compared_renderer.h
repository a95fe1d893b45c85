#pragma once
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/render/plugin_registry.h>

namespace iggan {

/// A renderer with its parameters and its label in a comparison.
struct ComparedRenderer {
  std::string label;     // names its folders, rows and columns
  std::string renderer;  // name, id or path
  config::Json params = config::Json::object();

  IGGAN_FIELDS(label, renderer, params)
  /// A request that opens the renderer in its own process, so that the other renderers continue
  /// even if this one crashes.
  [[nodiscard]] RendererRequest request(int threads, std::shared_ptr<Log> log) const;
};

/// Reads `[LABEL=]RENDERER[{PARAMETERS}]`, several per text, separated by commas:
/// `raster,soft=raster{"normals":"smooth"},/home/me/mine.so`. Without a label, uses the renderer's
/// short name, with a number if that name is already taken.
/// @throws ConfigError for invalid text, for a duplicate label and for one that cannot name a
/// folder.
[[nodiscard]] std::vector<ComparedRenderer> read_compared_renderers(
    const std::vector<std::string>& texts);

}  // namespace iggan
