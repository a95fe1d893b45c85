#include <iggan/renderer_plugin.hpp>

#include <memory>
#include <optional>

#include "../common/parameters.h"
#include "egl_context.h"
#include "face_pipeline.h"
#include "shaders.h"

namespace iggan::plugins {
namespace {

/// A context and its objects.
class Engine {
 public:
  Engine() {
    const EglContext::Use use(context_);
    pipeline_.emplace();
  }
  ~Engine() {
    try {
      const EglContext::Use use(context_);
      pipeline_.reset();
    } catch (const plugin::Failure&) {  // the device is gone, with everything on it
    }
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// One per thread, for the thread's lifetime: drivers take longer to start than to render.
  static Engine& of_thread() {
    static thread_local std::unique_ptr<Engine> engine;
    if (engine == nullptr) engine = std::make_unique<Engine>();
    return *engine;
  }

  void render(plugin::Batch& batch, const Style& style) {
    const EglContext::Use use(context_);
    CancelPoll poll(batch);
    try {
      for (std::size_t i = 0; i < batch.size(); ++i) {
        pipeline_->draw(batch, batch.job(i), style, poll);
        batch.finish(i);
      }
    } catch (...) {
      pipeline_->forget_voxels();
      throw;
    }
    pipeline_->forget_voxels();
  }

 private:
  EglContext context_;
  std::optional<FacePipeline> pipeline_;
};

/// OpenGL ES 3 through EGL, without a window system.
class EglRenderer {
 public:
  static const iggan_info& info() {
    static const std::string kSchema =
        parameter_schema(std::string(kSamplesPerAxisSchema) + "," + kNormalsSchema);
    static const iggan_info kInfo{sizeof(iggan_info),
                                  IGGAN_THREAD_AFFINE,
                                  IGGAN_DET_NEAR,  // drivers differ in their last bits
                                  plugin::kAllFormats,
                                  IGGAN_FEATURE_LAMBERT | IGGAN_FEATURE_CANCEL,
                                  8192,
                                  8192,
                                  256,
                                  kMostLamps,
                                  1e-5f,
                                  0,
                                  "org.iggan.egl",
                                  "OpenGL ES through EGL",
                                  "iggan; the system's OpenGL driver",
                                  IGGAN_VERSION,
                                  "BSD-3-Clause AND MIT",  // this file's, and Mesa's
                                  kSchema.c_str()};
    return kInfo;
  }

  explicit EglRenderer(const plugin::CreateOptions& options) : style_(read_style(options)) {
    Engine::of_thread();
  }

  void render(plugin::Batch& batch) const { Engine::of_thread().render(batch, style_); }

 private:
  static Style read_style(const plugin::CreateOptions& options) {
    ParameterReader reader(options.params_json);
    Style style;
    style.samples_per_axis = read_samples_per_axis(reader);
    style.normals = read_normals(reader);
    reader.finish();
    return style;
  }

  Style style_;
};

}  // namespace
}  // namespace iggan::plugins

IGGAN_RENDERER_PLUGIN(iggan::plugins::EglRenderer)
