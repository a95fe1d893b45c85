#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <iggan/render/renderer.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// What tells one picture of a scene from another.
struct View {
  GridView grid;  // borrowed
  Shot shot;
  std::uint64_t seed = 0;  // for renderers that sample
};

/// What a renderer gets of a view: the scene's albedo with it. The one place where a
/// scene becomes a job.
[[nodiscard]] RenderJob job_of(const View& view, const SceneDistribution& scene);

/// What a renderer made of some views, until its SceneRenderer makes the next ones.
struct RenderedBatch {
  std::size_t first = 0, count = 0;  // number of the first view; views
  int width = 0, height = 0;
  const float* rgba = nullptr;  // [count, height, width, 4]: linear, premultiplied; borrowed
  ImageTransfer transfer;       // the scene's

  [[nodiscard]] std::size_t picture_samples() const {
    return 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  /// As training sees the pictures. @param bytes [count, height, width, channels], sRGB-encoded.
  void encode(std::uint8_t* bytes) const;
  /// One of them, encoded. @param index in 0 .. count-1.
  [[nodiscard]] ImageU8 picture(std::size_t index) const;
};

/// Pictures that a renderer gets at a time, where many are made: work for all its threads, and
/// little enough that an interrupt is soon seen.
constexpr std::size_t kRenderBatch = 64;

struct BatchOptions {
  std::size_t batch = kRenderBatch;  // pictures that the renderer gets at a time
  std::string label;                 // of the progress line; empty: there is none
  std::string after_interrupt;       // ends the message of an interrupt: what is kept, how to go on
};

/// A renderer and the scene whose pictures it makes: the one way from grids and cameras to pixels.
/// Measures the time that the renderer takes.
class SceneRenderer {
 public:
  /// Both must outlive this; the scene's renderer fields are not looked at.
  SceneRenderer(Renderer& renderer, const SceneDistribution& scene)
      : renderer_(renderer), scene_(scene) {}

  /// All views in one call of the renderer.
  /// @throws PluginError from the renderer, Interrupted from a plugin at work.
  RenderedBatch render(const std::vector<View>& views);

  /// Views 0 .. count-1 in order, batch by batch, with a look for an interrupt before each.
  /// @param view  makes the view of a number.
  /// @param take  is handed each batch when it is made, and no other is made before it returns.
  /// @throws PluginError from the renderer, Interrupted.
  void render_all(std::size_t count, const std::function<View(std::size_t)>& view,
                  const BatchOptions& options,
                  const std::function<void(const RenderedBatch&)>& take);

  [[nodiscard]] const SceneDistribution& scene() const { return scene_; }
  /// Wall time spent in the renderer so far.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  Renderer& renderer_;
  const SceneDistribution& scene_;
  std::vector<float> rgba_;
  double seconds_ = 0;
};

}  // namespace iggan
