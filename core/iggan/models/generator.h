#pragma once
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>

namespace iggan {

/// G: latent to continuous occupancy, and to albedo or emission where voxels have some.
/// Linear to 4^3, then doublings of nearest upsampling, conv3d, GroupNorm and LeakyReLU; the last
/// doubling is sub-pixel (conv3d to 8 channels at N/2, then a 3D pixel shuffle), since a
/// convolution to one channel at full resolution costs as much as a whole layer. The logits are
/// smoothed by one voxel (smooth_head). No batch
/// statistics: a sample does not depend on its batch.
class VoxelGeneratorImpl : public torch::nn::Module {
 public:
  /// @param channels  K of each voxel: occupancy first (see voxel_channels).
  VoxelGeneratorImpl(const GeneratorOptions& options, int channels, std::uint64_t seed);

  /// @param z [N, Z] float32 from N(0, I).
  /// @return  [N, K, R, R, R] float32 in (0, 1); z, y, x; +y up.
  torch::Tensor forward(const torch::Tensor& z) { return torch::sigmoid(logits(z)); }

  /// Weights of the last convolution before the head, and of the head: what decides over details.
  [[nodiscard]] std::vector<torch::Tensor> last_layers();

  /// The same before the last sigmoid: log odds.
  torch::Tensor logits(const torch::Tensor& z);

 private:
  torch::Tensor normalize(std::size_t stage, const torch::Tensor& x, const torch::Tensor& z);

  GeneratorOptions options_;
  torch::nn::Linear fc{nullptr};
  std::vector<torch::nn::Conv3d> convs_;
  std::vector<torch::nn::GroupNorm> norms_;
  std::vector<torch::nn::Linear> styles_;  // adain only: z to scale and shift
  torch::nn::Conv3d head{nullptr};
};
TORCH_MODULE(VoxelGenerator);

}  // namespace iggan
