#include <iggan/models/layers.h>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>

// LibTorch 2.4 replaced the functions for each device with one set for all devices.
#define IGGAN_AUTOCAST_BY_DEVICE \
  (TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4))

namespace iggan {

void check_shape(const torch::Tensor& tensor, const std::vector<std::int64_t>& shape,
                 const char* name) {
  bool same = tensor.defined() && tensor.dim() == static_cast<std::int64_t>(shape.size());
  for (std::size_t i = 0; same && i < shape.size(); ++i)
    same = shape[i] < 0 || tensor.size(static_cast<std::int64_t>(i)) == shape[i];
  if (same) return;
  std::ostringstream got;
  if (tensor.defined()) got << tensor.sizes();
  fail<ShapeError>("{}: expected shape [{}] (-1 is any), got {}", name, fmt::join(shape, ", "),
                   tensor.defined() ? got.str() : "nothing");
}

void initialize_weights(torch::nn::Module& module, std::uint64_t seed) {
  torch::NoGradGuard no_grad;
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  for (auto& item : module.named_parameters()) {
    torch::Tensor& parameter = item.value();
    if (parameter.dim() >= 2) {
      const double fan_in = static_cast<double>(parameter[0].numel());
      parameter.copy_(
          torch::empty(parameter.sizes()).normal_(0.0, std::sqrt(2.0 / fan_in), generator));
    } else if (item.key().size() >= 4 && item.key().substr(item.key().size() - 4) == "bias") {
      parameter.zero_();
    }
  }
}

SpectralNormImpl::SpectralNormImpl(const torch::Tensor& weight) {
  u_ = register_buffer("u", torch::ones({weight.size(0)}) / std::sqrt(double(weight.size(0))));
}

torch::Tensor SpectralNormImpl::normalize(const torch::Tensor& weight) const {
  const torch::Tensor matrix = weight.flatten(1);
  // In the derivative, u and v are constants (the envelope theorem): only W carries a gradient.
  torch::Tensor v;
  {
    torch::NoGradGuard no_grad;
    v = torch::mv(matrix.t(), u_);
    v = v / (v.norm() + 1e-12);
  }
  return weight / torch::dot(u_, torch::mv(matrix, v));
}

void SpectralNormImpl::update(const torch::Tensor& weight) {
  torch::NoGradGuard no_grad;
  const torch::Tensor matrix = weight.flatten(1);
  torch::Tensor v = torch::mv(matrix.t(), u_);
  v = v / (v.norm() + 1e-12);
  const torch::Tensor next = torch::mv(matrix, v);
  u_.copy_(next / (next.norm() + 1e-12));
}

void SpectralNormImpl::reset(std::uint64_t seed) {
  torch::NoGradGuard no_grad;
  Rng rng(seed);
  for (std::int64_t i = 0; i < u_.size(0); ++i) u_[i] = rng.normal();
  u_.div_(u_.norm());
}

WeightLayerImpl::WeightLayerImpl(const WeightOptions& options) : options_(options) {
  const bool linear = options.kernel == 0;
  weight = register_parameter(
      "weight", linear ? torch::zeros({options.out, options.in})
                       : torch::zeros({options.out, options.in, options.kernel, options.kernel}));
  bias = register_parameter("bias", torch::zeros({options.out}));
  if (options.spectral) norm = register_module("norm", SpectralNorm(weight));
}

torch::Tensor WeightLayerImpl::normalized() const {
  return options_.spectral ? norm->normalize(weight) : weight;
}

torch::Tensor WeightLayerImpl::forward(const torch::Tensor& x,
                                       const torch::Tensor& normalized) const {
  if (options_.kernel == 0) return torch::linear(x, normalized, bias);
  return torch::conv2d(x, normalized, bias, options_.stride, options_.padding);
}

void WeightLayerImpl::update_spectral_norm() {
  if (options_.spectral) norm->update(weight);
}

void WeightLayerImpl::reset_spectral_norm(std::uint64_t seed) {
  if (!options_.spectral) return;
  norm->reset(seed);
  for (int i = 0; i < 10; ++i)
    norm->update(weight);  // brings u close to the singular vector before its first use
}

AutocastState autocast_state(c10::DeviceType device) {
#if IGGAN_AUTOCAST_BY_DEVICE
  return {at::autocast::is_autocast_enabled(device), at::autocast::get_autocast_dtype(device)};
#else
  if (device == at::kCPU)
    return {at::autocast::is_cpu_enabled(), at::autocast::get_autocast_cpu_dtype()};
  return {at::autocast::is_enabled(), at::autocast::get_autocast_gpu_dtype()};
#endif
}

void set_autocast_state(c10::DeviceType device, const AutocastState& state) {
#if IGGAN_AUTOCAST_BY_DEVICE
  at::autocast::set_autocast_dtype(device, state.type);
  at::autocast::set_autocast_enabled(device, state.enabled);
#else
  if (device == at::kCPU) {
    at::autocast::set_autocast_cpu_dtype(state.type);
    at::autocast::set_cpu_enabled(state.enabled);
  } else {
    at::autocast::set_autocast_gpu_dtype(state.type);
    at::autocast::set_enabled(state.enabled);
  }
#endif
}

AutocastScope::AutocastScope(bool enabled, torch::Device device)
    : enabled_(enabled), device_(device.type()) {
  if (!enabled_) return;
  before_ = autocast_state(device_);
  set_autocast_state(device_, {true, at::kBFloat16});
  at::autocast::increment_nesting();
}

AutocastScope::~AutocastScope() {
  if (!enabled_) return;
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  set_autocast_state(device_, before_);
}

namespace {

/// The matrix [27, 64] that sums 27 weights to 8 for each of 8 positions within a voxel; its
/// indices are weight (z, y, x), position (z, y, x), sum (z, y, x). Along each axis, in a voxel's
/// first half, weight 0 falls on the previous voxel, and weights 1 and 2 fall on the voxel itself.
/// In the second half, weights 0 and 1 fall on the voxel itself, and weight 2 falls on the next
/// voxel.
torch::Tensor sums_of_weights(const torch::TensorOptions& options) {
  const torch::Tensor axis = torch::tensor({1, 0, 1, 0,   // weight 0: position, sum
                                            0, 1, 1, 0,   // weight 1
                                            0, 1, 0, 1},  // weight 2
                                           options)
                                 .view({3, 2, 2});
  return torch::einsum("apu,bqv,crw->abcpqruvw", {axis, axis, axis}).reshape({27, 64});
}

/// Rearranges [N, 8, K, D + 1, H + 1, W + 1], the sums of the 8 positions at every corner between
/// voxels, into [N, K, 2 D, 2 H, 2 W]. Along each axis, a voxel's first half belongs to the corner
/// before the voxel, the second half to the corner after it.
torch::Tensor interleave_corners(const torch::Tensor& corners) {
  const auto n = corners.size(0), k = corners.size(2);
  const auto d = corners.size(3) - 1, h = corners.size(4) - 1, w = corners.size(5) - 1;
  std::vector<torch::Tensor> places = corners.unbind(1);
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i] = places[i]
                    .narrow(2, static_cast<std::int64_t>(i >> 2), d)
                    .narrow(3, static_cast<std::int64_t>(i >> 1 & 1), h)
                    .narrow(4, static_cast<std::int64_t>(i & 1), w);
  return pixel_shuffle_3d(torch::stack(places, 2).reshape({n, 8 * k, d, h, w}));
}

}  // namespace

torch::Tensor upsampled_conv3d(const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias) {
  const auto k = weight.size(0), c = weight.size(1);
  check_shape(x, {-1, c, -1, -1, -1}, "x");
  check_shape(weight, {k, c, 3, 3, 3}, "weight");
  const torch::Tensor sums = torch::matmul(weight.reshape({k * c, 27}),
                                           sums_of_weights(weight.options().requires_grad(false)))
                                 .view({k, c, 8, 8})
                                 .permute({2, 0, 1, 3})
                                 .reshape({8 * k, c, 2, 2, 2});
  const torch::Tensor corners =
      torch::conv3d(x, sums, bias.defined() ? bias.repeat({8}) : bias, 1, 1);
  return interleave_corners(
      corners.view({x.size(0), 8, k, x.size(2) + 1, x.size(3) + 1, x.size(4) + 1}));
}

torch::Tensor upsampled_volume(const torch::Tensor& x) {
  return torch::upsample_trilinear3d(x, {2 * x.size(2), 2 * x.size(3), 2 * x.size(4)},
                                     /*align_corners=*/false);
}

torch::Tensor pixel_shuffle_3d(const torch::Tensor& x) {
  const auto n = x.size(0), c = x.size(1) / 8, d = x.size(2), h = x.size(3), w = x.size(4);
  return x.reshape({n, c, 2, 2, 2, d, h, w})
      .permute({0, 1, 5, 2, 6, 3, 7, 4})
      .reshape({n, c, 2 * d, 2 * h, 2 * w});  // [N, C, 2D, 2H, 2W]
}

}  // namespace iggan
