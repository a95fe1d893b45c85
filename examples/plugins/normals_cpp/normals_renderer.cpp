// A renderer plugin in C++: a pixel's colour is the normal of the face seen there.
#include <iggan/renderer_plugin.hpp>
#include <iggan/renderer_plugin_rays.hpp>

namespace {

class NormalsRenderer {
 public:
  static const iggan_info& info() {
    static const iggan_info kInfo = [] {
      iggan_info info{};
      info.struct_size = sizeof info;
      info.thread_model = IGGAN_CONCURRENT;
      info.determinism = IGGAN_DET_BITWISE;
      info.formats = iggan::plugin::kAllFormats;
      info.features = IGGAN_FEATURE_CANCEL;
      info.max_width = info.max_height = 4096;
      info.max_grid_edge = 256;
      info.max_lights = 64;
      info.id = "com.example.normals";
      info.name = "Normals";
      info.vendor = "Example";
      info.version = "1.0.0";
      info.license_spdx = "BSD-3-Clause";
      info.params_schema = R"({"type": "object", "additionalProperties": false, "properties": {}})";
      return info;
    }();
    return kInfo;
  }

  explicit NormalsRenderer(const iggan::plugin::CreateOptions& options) {
    iggan::plugin::refuse_parameters(options.params_json);
  }

  void render(iggan::plugin::Batch& batch) const {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const iggan::plugin::Job& job = batch.job(i);
      const iggan::plugin::VoxelRays rays(job);
      for (std::uint32_t y = 0; y < job.canvas.height(); ++y, batch.poll())
        for (std::uint32_t x = 0; x < job.canvas.width(); ++x) {
          float rgba[4] = {0, 0, 0, 0};
          if (const auto hit = rays.first_hit(rays.at(x + 0.5, y + 0.5))) {
            for (std::size_t c = 0; c < 3; ++c)
              rgba[c] = static_cast<float>(0.5 + 0.5 * hit->normal[c]);
            rgba[3] = 1;
          }
          job.canvas.store(x, y, rgba);
        }
      batch.finish(i);
    }
  }
};

}  // namespace

IGGAN_RENDERER_PLUGIN(NormalsRenderer)
