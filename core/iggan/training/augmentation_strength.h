#pragma once
#include <cstdint>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/models/tensor_file.h>

namespace iggan {

/// p: the probability of each kind of augmentation. Fixed, or set by the rule of Karras et al. 2020
/// (arXiv:2006.06676, ADA): while D overfits the real pictures, p rises. Every four iterations p +=
/// sign(E[sign D(real)] - target) * (pictures since then) / adaptive_pictures, within [0, 0.8];
/// above that, generated pictures start to look augmented.
class AugmentationStrength {
 public:
  static constexpr int kEvery = 4;  // iterations
  static constexpr double kMost = 0.8;

  /// An adaptive p starts at 0.
  explicit AugmentationStrength(const AugmentationOptions& options);

  [[nodiscard]] double probability() const { return probability_; }
  /// Call in each iteration with D's logits of the real pictures [N], as D saw them; with a
  /// relativistic D, whose logits have no zero point, pass the differences between real and
  /// generated.
  void observe(const torch::Tensor& real_logits);

  /// Writes nothing if p is fixed.
  void save(TensorFile& file) const;
  /// A checkpoint without an adaptive p leaves p at its initial value.
  void load(const TensorFile& file);

 private:
  AugmentationOptions options_;
  double probability_ = 0;
  double signs_ = 0;                            // sum over the pictures since the last change
  std::int64_t pictures_ = 0, iterations_ = 0;  // since then
};

}  // namespace iggan
