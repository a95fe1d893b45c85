#pragma once
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/models/layers.h>

namespace iggan {

/// What D says of pictures.
struct Judgement {
  torch::Tensor logits;  // [N]
  torch::Tensor pose;    // [N, 3]: cos a, sin a, scaled elevation; undefined without a pose head
};

/// The weights of D's layers as they judge, each divided by its spectral norm.
using NormalizedWeights = std::vector<torch::Tensor>;

/// D: picture to one logit. 4x4 convolutions of stride 2 down to at most 4 pixels, LeakyReLU, then
/// a linear layer. Alone it maps pixels from [0, 1] to [-1, 1].
class DiscriminatorImpl : public torch::nn::Module {
 public:
  DiscriminatorImpl(const DiscriminatorOptions& options, int channels, int height, int width,
                    std::uint64_t seed);

  /// @param pictures [N, C, H, W] float32 in [0, 1], sRGB-encoded.
  /// @return         [N] logits.
  torch::Tensor forward(const torch::Tensor& pictures) { return judge(pictures).logits; }
  /// The same, and what the pose head reads (training/pose.h), from the same last features.
  Judgement judge(const torch::Tensor& pictures) { return judge(pictures, normalized_weights()); }

  /// Judgements between two changes of the weights share them: to divide them takes longer than to
  /// judge a few pictures.
  [[nodiscard]] NormalizedWeights normalized_weights() const;
  Judgement judge(const torch::Tensor& pictures, const NormalizedWeights& weights);
  /// What each convolution makes of the pictures, first to last; [N, C_i, H_i, W_i].
  std::vector<torch::Tensor> features(const torch::Tensor& pictures,
                                      const NormalizedWeights& weights);

  /// One power iteration of every layer's spectral norm; part of the discriminator's own step.
  void update_spectral_norm();

 private:
  DiscriminatorOptions options_;
  int channels_, height_, width_;
  std::vector<WeightLayer> convs_;
  WeightLayer out{nullptr}, pose{nullptr};
};
TORCH_MODULE(Discriminator);

}  // namespace iggan
