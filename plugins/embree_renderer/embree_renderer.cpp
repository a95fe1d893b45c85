#include <iggan/renderer_plugin.hpp>

#include "../common/parameters.h"
#include "../common/render_jobs.h"
#include "face_tree.h"

namespace iggan::plugins {
namespace {

constexpr const char* kSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "samples_per_axis": {"type": "integer", "minimum": 1, "maximum": 16, "default": 1,
      "description": "rays per pixel along each axis, on a regular grid, averaged"},
    "normals": {"type": "string", "enum": ["flat", "smooth"], "default": "flat",
      "description": "flat: of the voxel face hit; smooth: slope of the blurred occupancy"},
    "shadows": {"type": "boolean", "default": false,
      "description": "hard shadows of directional and point lights"},
    "ambient_occlusion": {"type": "integer", "minimum": 0, "maximum": 1024, "default": 0,
      "description": "rays that sample how open the hemisphere is to ambient light; 0: all open"}
  }
})";

/// Rays through an Embree tree of the exposed voxel faces.
class EmbreeRenderer {
 public:
  static const iggan_info& info() {
    static const iggan_info kInfo{sizeof(iggan_info),
                                  IGGAN_CONCURRENT,
                                  IGGAN_DET_BITWISE,
                                  plugin::kAllFormats,
                                  IGGAN_FEATURE_LAMBERT | IGGAN_FEATURE_CANCEL,
                                  8192,
                                  8192,
                                  512,
                                  64,
                                  0.0f,
                                  0,
                                  "org.iggan.embree",
                                  "Embree",
                                  "iggan",
                                  IGGAN_VERSION,
                                  IGGAN_LICENSE,
                                  kSchema};
    return kInfo;
  }

  explicit EmbreeRenderer(const plugin::CreateOptions& options)
      : thread_budget_(options.thread_budget) {
    ParameterReader reader(options.params_json);
    style_ = read_shared_style(reader);
    style_.ambient_occlusion = reader.integer("ambient_occlusion", 0, 0, 1024);
    reader.finish();
  }

  void render(plugin::Batch& batch) {
    render_jobs(batch, style_, thread_budget_,
                [this] { return std::make_unique<FaceTree>(devices_.take()); });
  }

 private:
  Style style_;
  unsigned thread_budget_;
  DevicePool devices_;
};

}  // namespace
}  // namespace iggan::plugins

IGGAN_RENDERER_PLUGIN(iggan::plugins::EmbreeRenderer)
