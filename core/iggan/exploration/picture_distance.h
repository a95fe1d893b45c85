#pragma once
#include <vector>

#include <iggan/models/discriminator.h>

namespace iggan {

/// The distance between two pictures, for reconstructing the shape in one. It compares pixels at
/// three scales, so that a small shift gives a small distance, and the discriminator's features,
/// which capture what matters in such pictures. All parts have equal weight: each is divided by its
/// mean square difference between two calibration pictures. Thus, two random pictures have a mean
/// distance of 1.
class PictureDistance {
 public:
  /// @param pictures  [N, C, H, W] of different shapes and views, N at least 2.
  PictureDistance(Discriminator discriminator, const torch::Tensor& pictures);

  /// Differentiable.
  /// @param pictures [N, C, H, W] in [0, 1], sRGB-encoded.
  /// @return         [N, F]; squared Euclidean distances between these are the distances.
  [[nodiscard]] torch::Tensor embed(const torch::Tensor& pictures);

 private:
  [[nodiscard]] std::vector<torch::Tensor> parts_of(const torch::Tensor& pictures);

  Discriminator discriminator_;
  NormalizedWeights weights_;
  std::vector<double> scales_;  // of each part
};

}  // namespace iggan
