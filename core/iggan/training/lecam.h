#pragma once
#include <torch/torch.h>

#include <iggan/models/tensor_file.h>
#include <iggan/training/ranks.h>

namespace iggan {

/// LeCam's regulariser with the moving averages that it needs (training/losses.h).
class Lecam {
 public:
  /// @param weight  0: off.
  explicit Lecam(double weight) : weight_(weight) {}

  [[nodiscard]] bool on() const { return weight_ > 0; }
  /// Updates the averages, which start at the first logits, with D's logits [N] of all ranks.
  /// Returns the weighted loss of this rank's logits.
  torch::Tensor loss(const torch::Tensor& real_logits, const torch::Tensor& fake_logits,
                     Ranks& ranks);

  /// Writes nothing if it is off.
  void save(TensorFile& file) const;
  /// If the checkpoint has no averages, they start afresh.
  void load(const TensorFile& file);

 private:
  double weight_;
  double real_mean_ = 0, fake_mean_ = 0;
  bool begun_ = false;
};

}  // namespace iggan
