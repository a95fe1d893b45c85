#pragma once
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// G maps a latent to continuous occupancy, and to albedo or emission if voxels have either. A
/// linear layer makes 4^3 cells. Each doubling of the edge consists of nearest-neighbour
/// upsampling, conv3d, GroupNorm and LeakyReLU. The last doubling is sub-pixel (conv3d to 8
/// channels at R/2, then a 3D pixel shuffle), because a convolution to one channel at full
/// resolution costs as much as a whole layer. The logits are smoothed over one voxel (smooth_head).
/// There are no batch statistics: a sample does not depend on its batch.
///
/// In staged training, each doubling of the edge adds a layer with its own head. The head's logits
/// are added to the upsampled logits of the coarser heads, with a weight that grows from 0 (fade).
/// So shapes do not change at the transition between two stages. The sum follows Karras et al.
/// 2020, arXiv:1912.04958, who add pictures.
class VoxelGeneratorImpl : public torch::nn::Module {
 public:
  /// @param channels  K of each voxel: occupancy first (see voxel_channels).
  /// @param stage     R is options.resolution at this stage.
  VoxelGeneratorImpl(const GeneratorOptions& options, int channels, std::uint64_t seed,
                     const Stage& stage = {});

  /// @param z [N, Z] float32 from N(0, I).
  /// @return  [N, K, R, R, R] float32 in (0, 1); z, y, x; +y up.
  torch::Tensor forward(const torch::Tensor& z) { return torch::sigmoid(logits(z)); }

  /// Sets the strength of the newest head, in [0, 1]; only for a staged generator after its first
  /// stage.
  void set_fade(double strength);

  /// The weights of the head and of the last convolution before it, which determine details.
  [[nodiscard]] std::vector<torch::Tensor> last_layers();

  /// The output of forward() before the sigmoid.
  torch::Tensor logits(const torch::Tensor& z);

 private:
  torch::Tensor normalize(std::size_t layer, const torch::Tensor& x, const torch::Tensor& z);
  torch::Tensor head_logits(std::size_t head, const torch::Tensor& x);

  GeneratorOptions options_;
  torch::nn::Linear fc{nullptr};
  std::vector<torch::nn::Conv3d> convs_;
  std::vector<torch::nn::GroupNorm> norms_;
  std::vector<torch::nn::Linear> styles_;  // adain only: z to scale and shift
  std::vector<torch::nn::Conv3d> heads_;   // coarsest first; one without stages
  torch::Tensor fade_;                     // buffer, []; undefined with one head
};
TORCH_MODULE(VoxelGenerator);

/// The G of a run at one of the run's stages.
/// @throws DataError when the run is in colour and its pictures are gray.
[[nodiscard]] VoxelGenerator make_generator(const TrainingConfig& config,
                                            const SceneDistribution& scene, const Stage& stage);

}  // namespace iggan
