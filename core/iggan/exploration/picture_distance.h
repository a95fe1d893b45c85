#pragma once
#include <vector>

#include <iggan/models/discriminator.h>

namespace iggan {

/// How far apart two pictures are, for finding the shape behind one: their pixels at three scales,
/// so that what has moved a little is still near, and what the discriminator sees in them, which
/// knows what matters in such pictures. Each part counts alike: it is divided by its own mean
/// square difference between two pictures of the calibration. So 1 is the distance of two pictures
/// drawn at random.
class PictureDistance {
 public:
  /// @param pictures  [N, C, H, W] of different shapes and views, N at least 2.
  PictureDistance(Discriminator discriminator, const torch::Tensor& pictures);

  /// Differentiable.
  /// @param pictures [N, C, H, W] in [0, 1], sRGB-encoded.
  /// @return         [N, F]; distances are the squared Euclidean ones of these.
  [[nodiscard]] torch::Tensor embed(const torch::Tensor& pictures);

 private:
  [[nodiscard]] std::vector<torch::Tensor> parts_of(const torch::Tensor& pictures);

  Discriminator discriminator_;
  NormalizedWeights weights_;
  std::vector<double> scales_;  // of each part
};

}  // namespace iggan
