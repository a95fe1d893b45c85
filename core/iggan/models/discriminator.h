#pragma once
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/models/layers.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// D's output for pictures.
struct Judgement {
  torch::Tensor logits;  // [N]
  torch::Tensor pose;    // [N, 3]: cos a, sin a, scaled elevation; undefined without a pose head
};

/// The weights that D's layers use: divided by their spectral norms if spectral normalisation is
/// on.
using NormalizedWeights = std::vector<torch::Tensor>;

/// D maps a picture to one logit: 4x4 convolutions with stride 2 and LeakyReLU down to at most 4x4
/// pixels, then a linear layer. D itself maps pixels from [0, 1] to [-1, 1].
///
/// With pose_aware, the logit has a second term: the dot product of a linear layer's three outputs
/// and the pose head's output, through which no gradient flows. So D can find a picture plausible
/// from one viewpoint and implausible from another. Sources: Shi et al. 2023 (PoF3D),
/// arXiv:2301.07702; Miyato and Koyama 2018, arXiv:1802.05637.
///
/// In staged training, each doubling of the picture size adds a layer in front of the others. The
/// previous first layer still reads the picture at half its size, and the new layer's output is
/// added with a weight that grows from 0 (fade). So D's output does not change at the transition
/// between two stages.
class DiscriminatorImpl : public torch::nn::Module {
 public:
  /// @param height, width  of the pictures at this stage.
  DiscriminatorImpl(const DiscriminatorOptions& options, int channels, int height, int width,
                    std::uint64_t seed, const Stage& stage = {});

  /// @param pictures [N, C, H, W] float32 in [0, 1], sRGB-encoded.
  /// @return         [N] logits.
  torch::Tensor forward(const torch::Tensor& pictures) { return judge(pictures).logits; }
  /// The logits and the pose head's output (training/pose.h), both from the last features.
  Judgement judge(const torch::Tensor& pictures) { return judge(pictures, normalized_weights()); }

  /// Several calls of judge() can share the result until the weights change: normalising takes
  /// longer than judging a few pictures.
  [[nodiscard]] NormalizedWeights normalized_weights() const;
  Judgement judge(const torch::Tensor& pictures, const NormalizedWeights& weights);
  /// The output of each convolution, first to last; [N, C_i, H_i, W_i].
  std::vector<torch::Tensor> features(const torch::Tensor& pictures,
                                      const NormalizedWeights& weights);

  /// Sets the strength of the newest layer, in [0, 1]; only for a staged D after its first stage.
  void set_fade(double strength);

  /// Runs one power iteration of every layer's spectral norm; part of the discriminator's own step.
  void update_spectral_norm();

 private:
  DiscriminatorOptions options_;
  int channels_, height_, width_;
  std::vector<WeightLayer> convs_;     // finest first; the first one reads the picture
  std::vector<WeightLayer> pictures_;  // staged: further layers that read it, halved again for each
  torch::Tensor fade_;                 // buffer, []; undefined without pictures_
  WeightLayer out{nullptr}, pose{nullptr}, posed{nullptr};
};
TORCH_MODULE(Discriminator);

/// The D of a run at one of the run's stages.
/// @param scene  at that stage (scene_at).
[[nodiscard]] Discriminator make_discriminator(const TrainingConfig& config,
                                               const SceneDistribution& scene, const Stage& stage);

}  // namespace iggan
