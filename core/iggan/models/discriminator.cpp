#include <iggan/models/discriminator.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>

namespace iggan {
namespace {

/// Mean over features of their standard deviation in groups of four, [N, F] -> [N, 1]; in one group
/// where N is no multiple of four. A group's pictures are N/4 apart: in a batch with several views
/// of a shape they stand side by side, and must not be taken for a lack of other shapes.
torch::Tensor group_spread(const torch::Tensor& features) {
  const std::int64_t count = features.size(0);
  const std::int64_t groups = count % 4 == 0 ? count / 4 : 1;
  const auto grouped = features.view({count / groups, groups, features.size(1)});
  const auto spread = (grouped.var(0, /*unbiased=*/false) + 1e-8).sqrt().mean(1);
  return spread.repeat({count / groups}).unsqueeze(1);
}

}  // namespace

DiscriminatorImpl::DiscriminatorImpl(const DiscriminatorOptions& options, int channels, int height,
                                     int width, std::uint64_t seed)
    : options_(options), channels_(channels), height_(height), width_(width) {
  int in = channels, width_now = options.base_channels;
  int h = height, w = width;
  while (h > 4 || w > 4) {
    const WeightOptions layer{in, width_now, 4, 2, 1, options.spectral_norm};
    convs_.push_back(register_module("conv" + std::to_string(convs_.size()), WeightLayer(layer)));
    in = width_now;
    width_now = std::min(2 * width_now, options.max_channels);
    h = std::max(h / 2, 1);
    w = std::max(w / 2, 1);
  }
  const int features = in * h * w + (options.minibatch_stddev ? 1 : 0);
  out = register_module("out",
                        WeightLayer(WeightOptions{features, 1, 0, 1, 0, options.spectral_norm}));
  if (options.pose_head)
    pose = register_module("pose", WeightLayer(WeightOptions{in * h * w, 3, 0, 1, 0, false}));
  initialize_weights(*this, seed);
  for (std::size_t i = 0; i < convs_.size(); ++i)
    convs_[i]->reset_spectral_norm(seed_for(seed, "spectral", i));
  out->reset_spectral_norm(seed_for(seed, "spectral", convs_.size()));
}

NormalizedWeights DiscriminatorImpl::normalized_weights() const {
  NormalizedWeights weights;
  for (const auto& conv : convs_) weights.push_back(conv->normalized());
  weights.push_back(out->normalized());
  if (!pose.is_empty()) weights.push_back(pose->normalized());
  return weights;
}

std::vector<torch::Tensor> DiscriminatorImpl::features(const torch::Tensor& pictures,
                                                       const NormalizedWeights& weights) {
  IGGAN_CHECK(weights.size() == convs_.size() + (pose.is_empty() ? 1 : 2));
  check_shape(pictures, {-1, channels_, height_, width_}, "pictures");
  std::vector<torch::Tensor> features;
  torch::Tensor x = pictures * 2 - 1;
  for (std::size_t i = 0; i < convs_.size(); ++i) {
    // A side of one pixel is padded to two, of which the kernel makes one again.
    if (x.size(2) < 2 || x.size(3) < 2)
      x = torch::constant_pad_nd(x, {0, x.size(3) < 2, 0, x.size(2) < 2});
    x = torch::leaky_relu(convs_[i]->forward(x, weights[i]), 0.2);
    features.push_back(x);
  }
  return features;
}

Judgement DiscriminatorImpl::judge(const torch::Tensor& pictures,
                                   const NormalizedWeights& weights) {
  const std::vector<torch::Tensor> seen = features(pictures, weights);
  torch::Tensor x = (seen.empty() ? pictures * 2 - 1 : seen.back()).flatten(1);
  Judgement judgement;
  if (!pose.is_empty()) judgement.pose = pose->forward(x, weights.back());
  if (options_.minibatch_stddev) x = torch::cat({x, group_spread(x)}, 1);
  judgement.logits = out->forward(x, weights[convs_.size()]).squeeze(1);
  return judgement;
}

void DiscriminatorImpl::update_spectral_norm() {
  for (auto& conv : convs_) conv->update_spectral_norm();
  out->update_spectral_norm();
}

}  // namespace iggan
