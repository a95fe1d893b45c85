#pragma once
#include <string>
#include <vector>

#include <torch/torch.h>

namespace iggan {

/// @throws ShapeError unless the tensor has this shape; -1 matches any size.
void check_shape(const torch::Tensor& tensor, const std::vector<std::int64_t>& shape,
                 const char* name);

/// Draws every weight from N(0, 2 / fan_in) and sets every bias to zero, from a generator of its
/// own, so that a seed decides them. Normalisation layers keep scale 1.
void initialize_weights(torch::nn::Module& module, std::uint64_t seed);

/// Divides a weight by its largest singular value, followed by one power iteration per
/// update(): sigma = u' W v with W as [out, rest]. Source: Miyato et al. 2018, arXiv:1802.05957.
class SpectralNormImpl : public torch::nn::Module {
 public:
  explicit SpectralNormImpl(const torch::Tensor& weight);
  [[nodiscard]] torch::Tensor normalize(const torch::Tensor& weight) const;
  /// Moves u towards the first left singular vector. The discriminator's own step calls this, and
  /// no other step does: a frozen network must not change.
  void update(const torch::Tensor& weight);
  void reset(std::uint64_t seed);

 private:
  torch::Tensor u_;  // buffer, [out]
};
TORCH_MODULE(SpectralNorm);

/// conv2d and linear whose weight may be spectrally normalised.
struct WeightOptions {
  std::int64_t in = 1, out = 1;
  std::int64_t kernel = 1, stride = 1, padding = 0;  // kernel 0: a linear layer
  bool spectral = false;
};
class WeightLayerImpl : public torch::nn::Module {
 public:
  explicit WeightLayerImpl(const WeightOptions& options);
  /// The weight that forward takes: divided by its spectral norm, if it has one.
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

/// Whether operations cast their inputs by themselves (autocast), and to which type.
struct AutocastState {
  bool enabled = false;
  at::ScalarType type = at::kBFloat16;
};

/// Of the calling thread, for one kind of device.
[[nodiscard]] AutocastState autocast_state(c10::DeviceType device);
void set_autocast_state(c10::DeviceType device, const AutocastState& state);

/// Runs a forward in bfloat16 where conv, linear and matrix products allow it (autocast), while
/// the object lives, and then puts back what was in force; does nothing when `enabled` is false.
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

/// conv3d of padding 1 over x upsampled twice by the nearest voxel, computed without that volume:
/// of the 27 weights those that meet the same voxel of x are added up, which leaves 8 for each of
/// the 8 places within a voxel, and less than half of the products. Equal but for rounding.
/// @param x [N, C, D, H, W], weight [K, C, 3, 3, 3], bias [K] or undefined.
/// @return  [N, K, 2 D, 2 H, 2 W].
[[nodiscard]] torch::Tensor upsampled_conv3d(const torch::Tensor& x, const torch::Tensor& weight,
                                             const torch::Tensor& bias);

/// Twice as fine along the last three axes, trilinear between the centres of voxels.
/// @param x [N, C, D, H, W]. @return [N, C, 2 D, 2 H, 2 W].
[[nodiscard]] torch::Tensor upsampled_volume(const torch::Tensor& x);

/// [N, 8 C, D, H, W] to [N, C, 2 D, 2 H, 2 W]; channel c * 8 + 4 dz + 2 dy + dx goes to that
/// corner.
[[nodiscard]] torch::Tensor pixel_shuffle_3d(const torch::Tensor& x);

}  // namespace iggan
