#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <iggan/render/renderer.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// What distinguishes one picture of a scene from another.
struct View {
  GridView grid;  // borrowed
  Shot shot;
  std::uint64_t seed = 0;  // for renderers that sample
};

/// The render job for a view, with the scene's albedo. The one place where a scene becomes a job.
[[nodiscard]] RenderJob job_of(const View& view, const SceneDistribution& scene);

/// The pictures of some views, valid until the SceneRenderer renders the next ones.
struct RenderedBatch {
  std::size_t first = 0, count = 0;  // index of the first view; number of views
  int width = 0, height = 0;
  const float* rgba = nullptr;  // [count, height, width, 4]: linear, premultiplied; borrowed
  ImageTransfer transfer;       // the scene's

  [[nodiscard]] std::size_t picture_samples() const {
    return 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  /// Encodes the pictures as training sees them. @param bytes [count, height, width, channels],
  /// sRGB-encoded.
  void encode(std::uint8_t* bytes) const;
  /// One of the pictures, encoded. @param index in 0 .. count-1.
  [[nodiscard]] ImageU8 picture(std::size_t index) const;
};

/// Pictures per call of a renderer when many are made: enough work for all its threads, but few
/// enough that an interrupt is noticed soon.
constexpr std::size_t kRenderBatch = 64;

/// How many pictures are rendered in batches.
struct BatchOptions {
  std::size_t batch = kRenderBatch;  // pictures per call of the renderer
  std::string label;                 // of the progress line; empty: no line
  std::string after_interrupt;       // ends the message of an interrupt: what is kept, how to
                                     // continue
};

/// A renderer and the scene whose pictures it makes: the only way from grids and cameras to pixels.
/// Measures the renderer's time.
class SceneRenderer {
 public:
  /// @param renderer  must outlive this.
  /// @param scene     its renderer fields are ignored.
  SceneRenderer(Renderer& renderer, const SceneDistribution& scene)
      : renderer_(renderer), scene_(scene) {}

  /// Renders all views in one call of the renderer.
  /// @throws PluginError from the renderer, Interrupted from a working plugin.
  RenderedBatch render(const std::vector<View>& views);

  /// Renders views 0 .. count-1 in order, batch by batch, and checks for an interrupt before each
  /// batch.
  /// @param view  makes the view with this index.
  /// @param take  receives each batch when it is made; the next one is made only after `take`
  ///              returns.
  /// @throws PluginError from the renderer, Interrupted.
  void render_all(std::size_t count, const std::function<View(std::size_t)>& view,
                  const BatchOptions& options,
                  const std::function<void(const RenderedBatch&)>& take);

  [[nodiscard]] const SceneDistribution& scene() const { return scene_; }
  /// Wall time spent in the renderer so far.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  Renderer& renderer_;
  SceneDistribution scene_;
  std::vector<float> rgba_;
  double seconds_ = 0;
};

}  // namespace iggan
