#include <iggan/renderer_plugin.hpp>

#include "../common/job_renderer.h"
#include "../common/parameters.h"
#include "raster_tracer.h"

namespace iggan::plugins {
namespace {

/// Scan conversion on the CPU; the only dependency is a JSON reader.
class RasterRenderer {
 public:
  static const iggan_info& info() {
    static const std::string kSchema = shared_style_schema();
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
                                  "org.iggan.raster",
                                  "Raster",
                                  "iggan",
                                  IGGAN_VERSION,
                                  IGGAN_LICENSE,
                                  kSchema.c_str()};
    return kInfo;
  }

  explicit RasterRenderer(const plugin::CreateOptions& options)
      : jobs_(read_style(options), options.thread_budget,
              [] { return std::make_unique<RasterTracer>(); }) {}

  void render(plugin::Batch& batch) { jobs_.render(batch); }

 private:
  static Style read_style(const plugin::CreateOptions& options) {
    ParameterReader reader(options.params_json);
    const Style style = read_shared_style(reader);
    reader.finish();
    return style;
  }

  JobRenderer jobs_;
};

}  // namespace
}  // namespace iggan::plugins

IGGAN_RENDERER_PLUGIN(iggan::plugins::RasterRenderer)
