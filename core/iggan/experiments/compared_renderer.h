#pragma once
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/render/plugin_registry.h>

namespace iggan {

/// A renderer with its parameters, under a name of its own in a comparison.
struct ComparedRenderer {
  std::string label;     // names its folders, rows and columns
  std::string renderer;  // name, id or path
  config::Json params = config::Json::object();

  IGGAN_FIELDS(label, renderer, params)
  /// In a process of its own: whatever it does, the others go on.
  [[nodiscard]] RendererRequest request(int threads, std::shared_ptr<Log> log) const;
};

/// Reads `[LABEL=]RENDERER[{PARAMETERS}]`, several to a text between commas:
/// `raster,soft=raster{"normals":"smooth"},/home/me/mine.so`. Without a label the renderer's short
/// name is taken, with a number if it is taken already.
/// @throws ConfigError for what cannot be read, for a label twice and for one that names no folder.
[[nodiscard]] std::vector<ComparedRenderer> read_compared_renderers(
    const std::vector<std::string>& texts);

}  // namespace iggan
