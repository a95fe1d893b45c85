#pragma once
#include <vector>

#include <torch/torch.h>

#include <iggan/pictures/scene_renderer.h>

namespace iggan {

/// R_d: thresholded voxels to pixels, through a renderer that nobody can differentiate and the
/// same SceneRenderer that made the pictures.
class BlackBox {
 public:
  BlackBox(Renderer& renderer, const SceneDistribution& scene) : scene_renderer_(renderer, scene) {}

  /// @param solid   [N, 1, R, R, R] uint8, 0 or 1, on any device.
  /// @param shots   N.
  /// @param seeds   N seeds, for renderers that sample.
  /// @return        [N, C, H, W] float32 on solid's device, multiples of 1/255.
  /// @throws PluginError from the renderer.
  torch::Tensor render(const torch::Tensor& solid, const std::vector<Shot>& shots,
                       const std::vector<std::uint64_t>& seeds);

  /// Wall time spent in the renderer so far, milliseconds.
  [[nodiscard]] double milliseconds() const { return 1e3 * scene_renderer_.seconds(); }
  [[nodiscard]] const SceneDistribution& scene() const { return scene_renderer_.scene(); }

 private:
  SceneRenderer scene_renderer_;
};

}  // namespace iggan
