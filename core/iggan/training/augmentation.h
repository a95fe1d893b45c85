#pragma once
#include <cstdint>
#include <vector>

#include <torch/torch.h>

#include <iggan/base/rng.h>
#include <iggan/config/training_config.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// How one picture is changed before D sees it; the default changes nothing.
struct PictureChange {
  double turn_degrees = 0, scale = 1;  // about the picture's centre; clockwise; above 1 enlarges
  std::int64_t right = 0, down = 0;    // pixels
  double brightness = 0;               // added to pixels in [0, 1]
  double saturation = 1;               // factor on the distance from the pixel's mean
  double contrast = 1;                 // factor on the distance from the picture's mean
  bool cut = false;
  std::int64_t cut_left = 0, cut_top = 0;  // pixels; the square may extend beyond the border
};

/// One change for each picture of a batch; empty if none is changed.
using Augmentation = std::vector<PictureChange>;

/// Changes pictures before D sees them, real and generated alike, so that D does not memorise a
/// small set. Areas that move into the picture, and the square that is cut out, are filled with the
/// set's background. Source: Zhao et al. 2020 (DiffAugment), arXiv:2006.10738; the order (geometry,
/// colours, cut) and a probability for each change follow Karras et al. 2020, arXiv:2006.06676.
class Augmenter {
 public:
  Augmenter(const AugmentationOptions& options, const SceneDistribution& scene);

  /// Draws the changes of `count` pictures, each kind with this probability. The number of random
  /// numbers drawn does not depend on the probability; none are drawn if no kind is switched on.
  [[nodiscard]] Augmentation draw(std::int64_t count, double probability, Rng& rng) const;

  /// @param pictures [N, C, H, W], sRGB-encoded, in [0, 1].
  /// @param changes  N changes, or none.
  /// @return         [N, C, H, W], not clamped; differentiable.
  [[nodiscard]] torch::Tensor apply(const torch::Tensor& pictures,
                                    const Augmentation& changes) const;

 private:
  [[nodiscard]] torch::Tensor placed(const torch::Tensor& pictures,
                                     const Augmentation& changes) const;
  [[nodiscard]] torch::Tensor cut(const torch::Tensor& pictures, const Augmentation& changes) const;

  AugmentationOptions options_;
  std::int64_t channels_, height_, width_;
  torch::Tensor background_;  // [1, C, 1, 1], sRGB-encoded
};

}  // namespace iggan
