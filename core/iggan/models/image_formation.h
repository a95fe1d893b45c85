#pragma once
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/models/voxels.h>
#include <iggan/scene/scene_distribution.h>

/// The baselines' fixed image formations: continuous voxels to pictures, differentiable, with no
/// parameters. Each reads a ray's samples from front to back: x in [0, 1], of shape [..., S];
/// `thickness` is the optical thickness of one sample of solid matter, k / N for N samples along an
/// edge of the cube. Sources: Gadelha et al. 2017, arXiv:1612.05872 (PrGAN), Henzler et al. 2019,
/// arXiv:1811.11606 (PlatonicGAN). Both march along an axis of a rotated grid; this code marches
/// along rays.
namespace iggan {

/// Visual hull: 1 - exp(-sum of k x / N), [...].
[[nodiscard]] torch::Tensor visual_hull_opacity(const torch::Tensor& x, double thickness);

/// Absorption only: 1 - product of (1 - a) with a = k x / N, [...]. The order of the samples does
/// not matter. If k / N exceeds 1, a sample counts as m equal samples, where m is the next integer,
/// so that no absorption exceeds 1: a = 1 - (1 - k x / (m N))^m.
[[nodiscard]] torch::Tensor absorption_opacity(const torch::Tensor& x, double thickness);

/// Emission-absorption: sum over i of e_i a_i times the product over j < i of (1 - a_j), [...]:
/// samples hide what is behind them. The opacity is that of absorption only (absorption_opacity).
/// @param emission [..., S] linear radiance.
[[nodiscard]] torch::Tensor emitted_radiance(const torch::Tensor& x, const torch::Tensor& emission,
                                             double thickness);

/// sRGB encoding of linear [0, 1], differentiable; the same curve as in geometry/srgb.h.
[[nodiscard]] torch::Tensor srgb_encode(const torch::Tensor& linear);

/// Rounds to the 256 levels of a saved picture; the gradient ignores the rounding.
/// @param pictures in [0, 1].
[[nodiscard]] torch::Tensor rounded_as_saved(const torch::Tensor& pictures);

/// Visual hull and absorption model only silhouettes, so they explain only pictures in ambient
/// light.
/// @throws DataError when the method cannot explain pictures of this scene.
void check_explains(Method method, const SceneDistribution& scene);

/// The image formation of one of the three baselines, for the cameras of a scene. The pictures have
/// the scene's background and encoding.
class ImageFormation {
 public:
  /// @throws DataError under the same conditions as check_explains.
  ImageFormation(Method method, const BaselineOptions& options, const SceneDistribution& scene);

  /// @param voxels [N, K, R, R, R] in [0, 1], K as voxel_channels; the unit cube at the origin.
  /// @return       [N, C, H, W] in [0, 1], sRGB-encoded, not rounded.
  [[nodiscard]] torch::Tensor forward(const torch::Tensor& voxels,
                                      const std::vector<Shot>& shots) const;

 private:
  Method method_;
  double absorption_;
  int samples_per_axis_;
  int height_, width_, channels_;
  torch::Tensor foreground_,
      background_;  // [C, 1], linear; foreground_ only for silhouettes
};

}  // namespace iggan
