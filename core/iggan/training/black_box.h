#pragma once
#include <future>
#include <vector>

#include <torch/torch.h>

#include <iggan/pictures/scene_renderer.h>

namespace iggan {

/// R_d: from thresholded voxels to pixels, through a renderer that cannot be differentiated. It is
/// called through the same class, SceneRenderer, as for the picture set.
class BlackBox {
 public:
  /// @param scene  of the last stage. Earlier stages' pictures are reduced from pictures of this
  /// scene's size, like the real ones (bytes_at).
  BlackBox(Renderer& renderer, const SceneDistribution& scene, const Stage& stage = {})
      : scene_renderer_(renderer, scene),
        stage_(stage),
        scene_(scene_at(scene, stage)),
        any_thread_(renderer.info().thread_model != "thread_affine") {}

  /// @param solid   [N, 1 or 4, R, R, R] uint8, on any device: 0 or 1, and albedo
  /// (models/voxels.h); without albedo, the scene's default is used.
  /// @param shots   N.
  /// @param seeds   N seeds, for renderers that sample.
  /// @return        [N, C, H, W] float32 on solid's device, multiples of 1/255.
  /// @throws PluginError from the renderer.
  torch::Tensor render(const torch::Tensor& solid, const std::vector<Shot>& shots,
                       const std::vector<std::uint64_t>& seeds);

  /// The same, started now in another thread. Nothing else may be rendered until this is done.
  /// @param beside  false: the caller's thread renders when the caller asks for the pictures. The
  ///                same happens if only the thread that opened the renderer may call it.
  [[nodiscard]] std::future<torch::Tensor> begin_render(const torch::Tensor& solid,
                                                        const std::vector<Shot>& shots,
                                                        const std::vector<std::uint64_t>& seeds,
                                                        bool beside);

  /// Wall time spent in the renderer so far, milliseconds; do not call this while the renderer
  /// is working.
  [[nodiscard]] double milliseconds() const { return 1e3 * scene_renderer_.seconds(); }
  /// The stage's scene.
  [[nodiscard]] const SceneDistribution& scene() const { return scene_; }

 private:
  SceneRenderer scene_renderer_;
  Stage stage_;
  SceneDistribution scene_;
  bool any_thread_;
};

}  // namespace iggan
