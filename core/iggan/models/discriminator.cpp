#include <iggan/models/discriminator.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>

namespace iggan {
namespace {

/// The standard deviation of each feature within groups of four pictures, averaged over the
/// features: [N, F] -> [N, 1]. There is only one group if N is not a multiple of four. The pictures
/// of a group are N/4 apart, because views of one shape are adjacent in a batch; their similarity
/// must not be mistaken for a lack of variety.
torch::Tensor group_spread(const torch::Tensor& features) {
  const std::int64_t count = features.size(0);
  const std::int64_t groups = count % 4 == 0 ? count / 4 : 1;
  const auto grouped = features.view({count / groups, groups, features.size(1)});
  const auto spread = (grouped.var(0, /*unbiased=*/false) + 1e-8).sqrt().mean(1);
  return spread.repeat({count / groups}).unsqueeze(1);
}

}  // namespace

DiscriminatorImpl::DiscriminatorImpl(const DiscriminatorOptions& options, int channels, int height,
                                     int width, std::uint64_t seed, const Stage& stage)
    : options_(options), channels_(channels), height_(height), width_(width) {
  // Layers are numbered from the final stage's picture size, and their widths follow from their
  // numbers. So a layer keeps its name and width when others are added in front of it.
  int index = stage.doublings_left();
  int in = channels, width_now = options.base_channels;
  for (int i = 0; i < index; ++i) width_now = std::min(2 * width_now, options.max_channels);
  int h = height, w = width;
  while (h > 4 || w > 4) {
    const auto layer = [&](const char* name, int from) {
      return register_module(
          name + std::to_string(index),
          WeightLayer(WeightOptions{from, width_now, 4, 2, 1, options.spectral_norm}));
    };
    const bool reads_picture = stage.is_staged() && index < stage.count;
    const bool first = convs_.empty();
    convs_.push_back(layer(first && reads_picture ? "picture" : "conv", in));
    if (!first && reads_picture) pictures_.push_back(layer("picture", channels));
    ++index;
    in = width_now;
    width_now = std::min(2 * width_now, options.max_channels);
    h = std::max(h / 2, 1);
    w = std::max(w / 2, 1);
  }
  if (!pictures_.empty()) fade_ = register_buffer("fade", torch::ones({}));
  const int features = in * h * w + (options.minibatch_stddev ? 1 : 0);
  out = register_module("out",
                        WeightLayer(WeightOptions{features, 1, 0, 1, 0, options.spectral_norm}));
  if (options.pose_head)
    pose = register_module("pose", WeightLayer(WeightOptions{in * h * w, 3, 0, 1, 0, false}));
  if (options.pose_aware)
    posed = register_module(
        "posed", WeightLayer(WeightOptions{in * h * w, 3, 0, 1, 0, options.spectral_norm}));
  initialize_weights(*this, seed);
  for (std::size_t i = 0; i < convs_.size(); ++i)
    convs_[i]->reset_spectral_norm(seed_for(seed, "spectral", i));
  out->reset_spectral_norm(seed_for(seed, "spectral", convs_.size()));
  if (!posed.is_empty()) posed->reset_spectral_norm(seed_for(seed, "spectral of poses"));
  for (std::size_t i = 0; i < pictures_.size(); ++i)
    pictures_[i]->reset_spectral_norm(seed_for(seed, "spectral of pictures", i));
}

void DiscriminatorImpl::set_fade(double strength) {
  if (fade_.defined()) fade_.fill_(strength);
}

/// In the order convs_, pictures_, out, pose, posed.
NormalizedWeights DiscriminatorImpl::normalized_weights() const {
  NormalizedWeights weights;
  for (const auto& conv : convs_) weights.push_back(conv->normalized());
  for (const auto& picture : pictures_) weights.push_back(picture->normalized());
  weights.push_back(out->normalized());
  if (!pose.is_empty()) weights.push_back(pose->normalized());
  if (!posed.is_empty()) weights.push_back(posed->normalized());
  return weights;
}

std::vector<torch::Tensor> DiscriminatorImpl::features(const torch::Tensor& pictures,
                                                       const NormalizedWeights& weights) {
  IGGAN_CHECK(weights.size() ==
              convs_.size() + pictures_.size() + 1 + !pose.is_empty() + !posed.is_empty());
  check_shape(pictures, {-1, channels_, height_, width_}, "pictures");
  std::vector<torch::Tensor> features;
  torch::Tensor picture = pictures * 2 - 1, x = picture;
  for (std::size_t i = 0; i < convs_.size(); ++i) {
    // A side of one pixel is padded to two, which the kernel reduces to one again.
    if (x.size(2) < 2 || x.size(3) < 2)
      x = torch::constant_pad_nd(x, {0, x.size(3) < 2, 0, x.size(2) < 2});
    x = convs_[i]->forward(x, weights[i]);
    if (i > 0 && i <= pictures_.size()) {
      picture = torch::avg_pool2d(picture, 2);
      if (i == 1) x = fade_ * x;
      x = x + pictures_[i - 1]->forward(picture, weights[convs_.size() + i - 1]);
    }
    x = torch::leaky_relu(x, 0.2);
    features.push_back(x);
  }
  return features;
}

Judgement DiscriminatorImpl::judge(const torch::Tensor& pictures,
                                   const NormalizedWeights& weights) {
  const std::vector<torch::Tensor> seen = features(pictures, weights);
  torch::Tensor x = (seen.empty() ? pictures * 2 - 1 : seen.back()).flatten(1);
  Judgement judgement;
  const std::size_t last = convs_.size() + pictures_.size();
  torch::Tensor for_pose;
  if (!pose.is_empty()) judgement.pose = pose->forward(x, weights[last + 1]);
  if (!posed.is_empty())
    for_pose = (judgement.pose.detach() * posed->forward(x, weights[last + 2])).sum(1);
  if (options_.minibatch_stddev) x = torch::cat({x, group_spread(x)}, 1);
  judgement.logits = out->forward(x, weights[last]).squeeze(1);
  if (for_pose.defined()) judgement.logits = judgement.logits + for_pose;
  return judgement;
}

void DiscriminatorImpl::update_spectral_norm() {
  for (auto& conv : convs_) conv->update_spectral_norm();
  for (auto& picture : pictures_) picture->update_spectral_norm();
  out->update_spectral_norm();
  if (!posed.is_empty()) posed->update_spectral_norm();
}

Discriminator make_discriminator(const TrainingConfig& config, const SceneDistribution& scene,
                                 const Stage& stage) {
  return Discriminator(config.discriminator, scene.channels, scene.height, scene.width,
                       seed_for(config.training.seed, "discriminator"), stage);
}

}  // namespace iggan
