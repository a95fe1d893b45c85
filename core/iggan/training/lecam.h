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
  /// Takes D's logits [N] of all ranks into the averages, which begin at the first, and gives the
  /// weighted loss of this one's.
  torch::Tensor loss(const torch::Tensor& real_logits, const torch::Tensor& fake_logits,
                     Ranks& ranks);

  /// Writes nothing where it is off.
  void save(TensorFile& file) const;
  /// With a checkpoint that has no averages they begin anew.
  void load(const TensorFile& file);

 private:
  double weight_;
  double real_mean_ = 0, fake_mean_ = 0;
  bool begun_ = false;
};

}  // namespace iggan
