#include <iggan/renderer_plugin.hpp>

#include "../common/job_renderer.h"
#include "../common/parameters.h"
#include "ray_ceiling.h"
#include "rectangle_tree.h"
#include "triangle_rays.h"

namespace iggan::plugins {
namespace {

constexpr const char* kOwnParameters = R"(,
    "ambient_occlusion": {"type": "integer", "minimum": 0, "maximum": 1024, "default": 0,
      "description": "rays that sample how much ambient light reaches a point; 0: no occlusion"},
    "light_radius": {"type": "number", "minimum": 0, "maximum": 10, "default": 0,
      "description":
      "radius of a light's disc, for soft shadows: world units; directional: as if 1 unit away"},
    "samples": {"type": "integer", "minimum": 1, "maximum": 4096, "default": 1,
      "description": "random paths for each ray of the camera, averaged; for light_radius, ambient_occlusion and bounces"},
    "bounces": {"type": "integer", "minimum": 0, "maximum": 16, "default": 0,
      "description": "number of bounces of indirect light, path traced with shadows; ambient light then comes from where paths leave the scene"})";

/// Rays through an Embree tree of rectangles of exposed voxel faces; path traced if requested.
class EmbreeRenderer {
 public:
  static const iggan_info& info() {
    static const std::string kSchema = shared_style_schema(kOwnParameters);
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
                                  kSchema.c_str()};
    return kInfo;
  }

  explicit EmbreeRenderer(const plugin::CreateOptions& options)
      : jobs_(read_style(options), options.thread_budget,
              [] { return std::make_unique<RectangleTree>(); }) {}

  void render(plugin::Batch& batch) { jobs_.render(batch); }
  [[nodiscard]] const void* extension(std::string_view id) const {
    if (id == IGGAN_EXT_RAY_CEILING) return &kRayCeiling;
    if (id == IGGAN_EXT_TRIANGLE_RAYS) return &kTriangleRays;
    return nullptr;
  }

 private:
  static Style read_style(const plugin::CreateOptions& options) {
    ParameterReader reader(options.params_json);
    Style style = read_shared_style(reader);
    style.ambient_occlusion = reader.integer("ambient_occlusion", 0, 0, 1024);
    style.light_radius = reader.number("light_radius", 0, 0, 10);
    style.samples = reader.integer("samples", 1, 1, 4096);
    style.bounces = reader.integer("bounces", 0, 0, 16);
    reader.finish();
    return style;
  }

  JobRenderer jobs_;
};

}  // namespace
}  // namespace iggan::plugins

IGGAN_RENDERER_PLUGIN(iggan::plugins::EmbreeRenderer)
