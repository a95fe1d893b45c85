#pragma once
#include <string>
#include <vector>

#include <torch/torch.h>

namespace iggan {

/// @throws ShapeError unless the tensor has this shape; -1 matches any size.
void check_shape(const torch::Tensor& tensor, const std::vector<std::int64_t>& shape,
                 const char* name);

/// Draws every weight from N(0, 2 / fan_in) with its own random number generator, so the seed
/// determines the weights. Sets every bias to zero. Normalisation layers keep scale 1.
void initialize_weights(torch::nn::Module& module, std::uint64_t seed);

/// Divides a weight W, as [out, rest], by its largest singular value sigma = u' W v. Each update()
/// improves u by one power iteration. Source: Miyato et al. 2018, arXiv:1802.05957.
class SpectralNormImpl : public torch::nn::Module {
 public:
  explicit SpectralNormImpl(const torch::Tensor& weight);
  [[nodiscard]] torch::Tensor normalize(const torch::Tensor& weight) const;
  /// Moves u towards the leading left singular vector. Only the discriminator's own step calls
  /// this: a frozen network must not change.
  void update(const torch::Tensor& weight);
  void reset(std::uint64_t seed);

 private:
  torch::Tensor u_;  // buffer, [out]
};
TORCH_MODULE(SpectralNorm);

/// Options of a conv2d or linear layer whose weight may be spectrally normalised.
struct WeightOptions {
  std::int64_t in = 1, out = 1;
  std::int64_t kernel = 1, stride = 1, padding = 0;  // kernel 0: a linear layer
  bool spectral = false;
};
/// A conv2d or linear layer.
class WeightLayerImpl : public torch::nn::Module {
 public:
  explicit WeightLayerImpl(const WeightOptions& options);
  /// The weight that forward uses: divided by its spectral norm if spectral normalisation is on.
  [[nodiscard]] torch::Tensor normalized() const;
  [[nodiscard]] torch::Tensor forward(const torch::Tensor& x,
                                      const torch::Tensor& normalized) const;
  void update_spectral_norm();
  void reset_spectral_norm(std::uint64_t seed);

 private:
  WeightOptions options_;
  torch::Tensor weight, bias;
  SpectralNorm norm{nullptr};
};
TORCH_MODULE(WeightLayer);

/// Whether operations cast their inputs automatically (autocast), and to which type.
struct AutocastState {
  bool enabled = false;
  at::ScalarType type = at::kBFloat16;
};

/// The state of the calling thread for one kind of device.
[[nodiscard]] AutocastState autocast_state(c10::DeviceType device);
/// Sets the state of the calling thread for one kind of device.
void set_autocast_state(c10::DeviceType device, const AutocastState& state);

/// While the object lives, autocast runs convolutions, linear layers and matrix products in
/// bfloat16 where it can. The destructor restores the previous state. Does nothing if `enabled` is
/// false.
class AutocastScope {
 public:
  AutocastScope(bool enabled, torch::Device device);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  bool enabled_;
  c10::DeviceType device_;
  AutocastState before_;
};

/// conv3d with padding 1 of x upsampled to twice the size (nearest neighbour), computed without
/// making the upsampled volume. Weights that fall on the same voxel of x are summed: for each of
/// the 8 positions within a voxel, the 27 weights become 8, so fewer than a third of the products
/// are needed. The result is the same except for rounding.
/// @param x [N, C, D, H, W], weight [K, C, 3, 3, 3], bias [K] or undefined.
/// @return  [N, K, 2 D, 2 H, 2 W].
[[nodiscard]] torch::Tensor upsampled_conv3d(const torch::Tensor& x, const torch::Tensor& weight,
                                             const torch::Tensor& bias);

/// Doubles the resolution along the last three axes, with trilinear interpolation between voxel
/// centres.
/// @param x [N, C, D, H, W]. @return [N, C, 2 D, 2 H, 2 W].
[[nodiscard]] torch::Tensor upsampled_volume(const torch::Tensor& x);

/// Rearranges [N, 8 C, D, H, W] into [N, C, 2 D, 2 H, 2 W]. Channel 8 c + 4 dz + 2 dy + dx becomes
/// the voxel at offset (dz, dy, dx) of each 2 x 2 x 2 block of channel c.
[[nodiscard]] torch::Tensor pixel_shuffle_3d(const torch::Tensor& x);

}  // namespace iggan
