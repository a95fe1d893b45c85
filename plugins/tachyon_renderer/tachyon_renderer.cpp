#include <iggan/renderer_plugin.hpp>

#include <atomic>
#include <mutex>

#include <tachyon.h>

#include "../common/on_threads.h"
#include "../common/parameters.h"
#include "tachyon_scene.h"

namespace iggan::plugins {
namespace {

/// John Stone's parallel ray tracer, as Debian packages it. One thread renders each picture, and
/// several threads render several pictures at a time: Tachyon's scenes are independent.
class TachyonRenderer {
 public:
  static const iggan_info& info() {
    static const std::string kSchema = parameter_schema(std::string(kSamplesPerAxisSchema) + R"(,
    "shadows": {"type": "boolean", "default": false,
      "description": "hard shadows of directional and point lights"},
    "ambient_occlusion": {"type": "integer", "minimum": 0, "maximum": 1024, "default": 0,
      "description": "rays that sample how much ambient light reaches a point; 0: no occlusion"})");
    static const iggan_info kInfo{sizeof(iggan_info),
                                  IGGAN_CONCURRENT,
                                  IGGAN_DET_BITWISE,
                                  plugin::kAllFormats,
                                  IGGAN_FEATURE_LAMBERT | IGGAN_FEATURE_CANCEL,
                                  8192,
                                  8192,
                                  256,
                                  64,
                                  0.0f,
                                  0,
                                  "org.iggan.tachyon",
                                  "Tachyon " TACHYON_VERSION_STRING,
                                  "iggan; Tachyon: John E. Stone",
                                  IGGAN_VERSION,
                                  "BSD-3-Clause",  // Tachyon's, and this file's
                                  kSchema.c_str()};
    return kInfo;
  }

  explicit TachyonRenderer(const plugin::CreateOptions& options)
      : style_(read_style(options)), thread_budget_(options.thread_budget) {
    static std::once_flag started;
    std::call_once(started, [] {
      int count = 0;
      char** arguments = nullptr;
      rt_initialize(&count, &arguments);
    });
  }

  void render(plugin::Batch& batch) const {
    const double samples = static_cast<double>(style_.samples_per_axis) * style_.samples_per_axis *
                           (1.0 + style_.ambient_occlusion);
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    on_threads(threads_for(thread_budget_, pixels_of(batch) * samples), [&] {
      try {
        CancelPoll poll(batch);
        SolidGrid grid;
        for (std::size_t i; !failed && (i = next++) < batch.size();) {
          batch.poll();
          draw(batch, i, grid, poll);
          batch.finish(i);
        }
      } catch (...) {
        failed = true;
        throw;
      }
    });
  }

 private:
  void draw(plugin::Batch& batch, std::size_t i, SolidGrid& grid, CancelPoll& poll) const {
    const plugin::Job& job = batch.job(i);
    grid.assign(job.grid, poll);
    if (!grid.box().empty()) {
      TachyonScene(job, style_, grid, poll).draw(batch);
      return;
    }
    constexpr float kNothing[4] = {};
    for (std::uint32_t y = 0; y < job.canvas.height(); ++y, poll.count(job.canvas.width()))
      for (std::uint32_t x = 0; x < job.canvas.width(); ++x) job.canvas.store(x, y, kNothing);
  }

  static TachyonStyle read_style(const plugin::CreateOptions& options) {
    ParameterReader reader(options.params_json);
    TachyonStyle style;
    style.samples_per_axis = read_samples_per_axis(reader);
    style.shadows = reader.boolean("shadows", false);
    style.ambient_occlusion = reader.integer("ambient_occlusion", 0, 0, 1024);
    reader.finish();
    return style;
  }

  TachyonStyle style_;
  unsigned thread_budget_;
};

}  // namespace
}  // namespace iggan::plugins

IGGAN_RENDERER_PLUGIN(iggan::plugins::TachyonRenderer)
