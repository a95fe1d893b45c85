#include <iggan/models/generator.h>

#include <iggan/base/rng.h>
#include <iggan/models/layers.h>
#include <iggan/models/voxel_views.h>
#include <iggan/models/voxels.h>

namespace iggan {

namespace nn = torch::nn;

VoxelGeneratorImpl::VoxelGeneratorImpl(const GeneratorOptions& options, int channels,
                                       std::uint64_t seed, const Stage& stage)
    : options_(options) {
  const bool adain = options.style == GeneratorStyle::adain;
  int width = options.base_channels;
  fc = register_module("fc", nn::Linear(options.latent_size, width * 64));
  const auto add_norm = [&] {
    const std::string index = std::to_string(norms_.size());
    norms_.push_back(register_module(
        "norm" + index,
        nn::GroupNorm(nn::GroupNormOptions(options.norm_groups, width).affine(!adain))));
    if (adain)
      styles_.push_back(
          register_module("style" + index, nn::Linear(options.latent_size, 2 * width)));
  };
  add_norm();
  const int resolution = stage.size(options.resolution);
  const int coarsest = resolution >> stage.index;  // edge of the coarsest head
  // A head reads the layer that has half the head's edge.
  std::vector<int> head_widths;
  if (8 >= coarsest) head_widths.push_back(width);
  for (int edge = 8; edge < resolution; edge *= 2) {
    const int next = std::max(width / 2, options.min_channels);
    convs_.push_back(
        register_module("conv" + std::to_string(convs_.size()),
                        nn::Conv3d(nn::Conv3dOptions(width, next, 3).padding(1).bias(adain))));
    width = next;
    add_norm();
    if (2 * edge >= coarsest) head_widths.push_back(width);
  }
  for (const int head_width : head_widths) {
    const std::string name = heads_.empty() ? "head" : "head" + std::to_string(heads_.size());
    heads_.push_back(register_module(
        name, nn::Conv3d(nn::Conv3dOptions(head_width, 8 * channels, 3).padding(1))));
  }
  if (heads_.size() > 1) fade_ = register_buffer("fade", torch::ones({}));

  initialize_weights(*this, seed);
  torch::NoGradGuard no_grad;
  for (auto& head : heads_) {
    // ICNR: the eight phases of a sub-pixel head start equal; otherwise the shape starts as a
    // checkerboard.
    const torch::Tensor phases = head->weight.view({channels, 8, head->weight.size(1), 3, 3, 3});
    phases.copy_(phases.slice(1, 0, 1).expand_as(phases).clone());
  }
  // Only the coarsest head's occupancy gets this bias: other channels start at 1/2, and the biases
  // of finer heads stay 0.
  heads_.front()->bias.slice(0, 0, 8).fill_(options.initial_bias);
  for (auto& style : styles_) style->weight.mul_(0.1);  // starts near plain normalisation
}

void VoxelGeneratorImpl::set_fade(double strength) {
  if (fade_.defined()) fade_.fill_(strength);
}

torch::Tensor VoxelGeneratorImpl::normalize(std::size_t layer, const torch::Tensor& x,
                                            const torch::Tensor& z) {
  // Scale and shift in x's type: LibTorch 1.13 has no bfloat16 group_norm with float32 weights.
  auto& norm = *norms_[layer];
  const auto as_x = [&x](const torch::Tensor& weight) {
    return weight.defined() ? weight.to(x.scalar_type()) : weight;
  };
  torch::Tensor y = torch::group_norm(x, options_.norm_groups, as_x(norm.weight), as_x(norm.bias));
  if (options_.style == GeneratorStyle::adain) {
    const auto style = styles_[layer]->forward(z).view({z.size(0), 2, -1, 1, 1, 1}).unbind(1);
    y = y * (1 + style[0]) + style[1];
  }
  return torch::leaky_relu(y, 0.2);
}

std::vector<torch::Tensor> VoxelGeneratorImpl::last_layers() {
  std::vector<torch::Tensor> weights = heads_.back()->parameters();
  if (!convs_.empty())
    for (const torch::Tensor& weight : convs_.back()->parameters()) weights.push_back(weight);
  return weights;
}

torch::Tensor VoxelGeneratorImpl::logits(const torch::Tensor& z) {
  check_shape(z, {-1, options_.latent_size}, "z");
  torch::Tensor x = fc->forward(z).view({-1, options_.base_channels, 4, 4, 4});  // [N, C, 4, 4, 4]
  x = normalize(0, x, z);
  const std::size_t coarsest = convs_.size() + 1 - heads_.size();  // the layer of the first head
  torch::Tensor logits;
  for (std::size_t layer = 0; layer <= convs_.size(); ++layer) {
    if (layer > 0) {
      const auto& conv = convs_[layer - 1];
      x = normalize(layer, upsampled_conv3d(x, conv->weight, conv->bias), z);
    }
    if (layer < coarsest) continue;
    const torch::Tensor own = head_logits(layer - coarsest, x);
    if (!logits.defined())
      logits = own;
    else
      logits = upsampled_volume(logits) + (layer == convs_.size() ? fade_ * own : own);
  }
  return logits;
}

/// The logits of one head, [N, K, 2 D, 2 H, 2 W], from the features [N, C, D, H, W].
torch::Tensor VoxelGeneratorImpl::head_logits(std::size_t head, const torch::Tensor& x) {
  torch::Tensor y = pixel_shuffle_3d(heads_[head]->forward(x)).to(torch::kFloat32);
  // The eight phases of a sub-pixel layer drift apart in training, which causes comb patterns in
  // the shape; this filter is zero at that frequency.
  if (options_.smooth_head) y = smoothed_volume(y, options_.smooth_taps);
  if (!options_.colour) return options_.sharpness * y;
  // Sharpness applies only to occupancy, which ends at 0 or 1; most albedo values lie in between.
  torch::Tensor factors = torch::ones({y.size(1), 1, 1, 1}, y.options());
  factors[0].fill_(options_.sharpness);
  return factors * y;
}

VoxelGenerator make_generator(const TrainingConfig& config, const SceneDistribution& scene,
                              const Stage& stage) {
  return VoxelGenerator(config.generator, voxel_channels(config, scene),
                        seed_for(config.training.seed, "generator"), stage);
}

}  // namespace iggan
