#include <iggan/models/generator.h>

#include <iggan/models/layers.h>
#include <iggan/models/voxel_views.h>

namespace iggan {

namespace nn = torch::nn;

VoxelGeneratorImpl::VoxelGeneratorImpl(const GeneratorOptions& options, int channels,
                                       std::uint64_t seed)
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
  for (int edge = 8; edge < options.resolution; edge *= 2) {
    const int next = std::max(width / 2, options.min_channels);
    convs_.push_back(
        register_module("conv" + std::to_string(convs_.size()),
                        nn::Conv3d(nn::Conv3dOptions(width, next, 3).padding(1).bias(adain))));
    width = next;
    add_norm();
  }
  head = register_module("head", nn::Conv3d(nn::Conv3dOptions(width, 8 * channels, 3).padding(1)));

  initialize_weights(*this, seed);
  torch::NoGradGuard no_grad;
  // ICNR: the eight phases of the sub-pixel head start equal, or the shape starts as a
  // checkerboard.
  const torch::Tensor phases = head->weight.view({channels, 8, width, 3, 3, 3});
  phases.copy_(phases.slice(1, 0, 1).expand_as(phases).clone());
  head->bias.slice(0, 0, 8).fill_(options.initial_bias);  // of occupancy; the rest starts at 1/2
  for (auto& style : styles_) style->weight.mul_(0.1);    // starts near plain normalisation
}

torch::Tensor VoxelGeneratorImpl::normalize(std::size_t stage, const torch::Tensor& x,
                                            const torch::Tensor& z) {
  // Scale and shift in x's type: LibTorch 1.13 has no group_norm of bfloat16 with float32 weights.
  auto& norm = *norms_[stage];
  const auto as_x = [&x](const torch::Tensor& weight) {
    return weight.defined() ? weight.to(x.scalar_type()) : weight;
  };
  torch::Tensor y = torch::group_norm(x, options_.norm_groups, as_x(norm.weight), as_x(norm.bias));
  if (options_.style == GeneratorStyle::adain) {
    const auto style = styles_[stage]->forward(z).view({z.size(0), 2, -1, 1, 1, 1}).unbind(1);
    y = y * (1 + style[0]) + style[1];
  }
  return torch::leaky_relu(y, 0.2);
}

std::vector<torch::Tensor> VoxelGeneratorImpl::last_layers() {
  std::vector<torch::Tensor> weights = head->parameters();
  if (!convs_.empty())
    for (const torch::Tensor& weight : convs_.back()->parameters()) weights.push_back(weight);
  return weights;
}

torch::Tensor VoxelGeneratorImpl::logits(const torch::Tensor& z) {
  check_shape(z, {-1, options_.latent_size}, "z");
  torch::Tensor x = fc->forward(z).view({-1, options_.base_channels, 4, 4, 4});  // [N, C, 4, 4, 4]
  x = normalize(0, x, z);
  for (std::size_t i = 0; i < convs_.size(); ++i) {
    x = normalize(i + 1, upsampled_conv3d(x, convs_[i]->weight, convs_[i]->bias), z);
  }
  x = pixel_shuffle_3d(head->forward(x)).to(torch::kFloat32);  // [N, K, R, R, R]
  // The eight phases of a sub-pixel layer drift apart in training and comb the shape; this filter
  // is zero at that frequency.
  if (options_.smooth_head) x = smoothed_volume(x);
  if (!options_.colour) return options_.sharpness * x;
  // Sharpness is for occupancy, which ends at 0 or 1; most albedo lies between.
  torch::Tensor factors = torch::ones({x.size(1), 1, 1, 1}, x.options());
  factors[0].fill_(options_.sharpness);
  return factors * x;
}

}  // namespace iggan
