#pragma once
#include <memory>
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// The facts about a run's pictures that a proxy needs, the same for every picture.
struct ProxyScene {
  int height = 64, width = 64, channels = 1;
  std::size_t lights = 0;  // per shot
  bool colour = false;     // voxels have albedo, and pictures three channels
};

/// R_n, the neural proxy renderer: it learns to imitate the black box, and is differentiable.
class ProxyRenderer : public torch::nn::Module {
 public:
  /// Renders occupancy and, with colour, albedo.
  /// @param voxels  [N, 1 or 4, R, R, R] float32 in [0, 1], albedo sRGB-encoded; z, y, x; +y up;
  ///                the unit cube at the origin.
  /// @param shots   N, world space as in docs/conventions.md.
  /// @return        [N, C, H, W] float32 in [0, 1], sRGB-encoded as the pictures are.
  /// @throws ShapeError if R differs from the proxy's resolution.
  virtual torch::Tensor forward(const torch::Tensor& voxels, const std::vector<Shot>& shots) = 0;
};

/// Makes the proxy that options.kind names.
[[nodiscard]] std::shared_ptr<ProxyRenderer> make_proxy_renderer(const ProxyOptions& options,
                                                                 const ProxyScene& scene,
                                                                 int resolution,
                                                                 std::uint64_t seed);

/// The proxy of a run at one of the run's stages.
/// @param scene  at that stage (scene_at).
[[nodiscard]] std::shared_ptr<ProxyRenderer> make_proxy_renderer(const TrainingConfig& config,
                                                                 const SceneDistribution& scene,
                                                                 const Stage& stage);

/// Lights as a proxy sees them: the colour and the camera-space direction or position of each.
/// @param shots  N, with L lights each.
/// @return       [N, 6 L] float32.
[[nodiscard]] torch::Tensor light_features(const std::vector<Shot>& shots);

}  // namespace iggan
