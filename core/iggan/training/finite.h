#pragma once
#include <cstdint>
#include <string>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/models/tensor_file.h>
#include <iggan/training/ranks.h>

namespace iggan {

/// A number in training became NaN or infinite, or so large that its square would be infinite.
struct NonFinite : Error {
  using Error::Error;
};

/// A step of training, for messages: "iteration 730, the proxy's step".
struct StepName {
  const char* network;  // "generator"
  std::int64_t iteration = 0;
  bool pretraining = false;
  [[nodiscard]] std::string text() const;
};

/// Checks a network's parameters and gradients in one pass, before the gradients are used.
/// @param gradients  in the order of the module's parameters.
/// @throws NonFinite naming the step and the first such tensor.
void require_finite(const StepName& step, const torch::nn::Module& module,
                    const torch::autograd::variable_list& gradients);
/// The value of a loss, the mean over the ranks. @throws NonFinite naming the loss, on all ranks.
[[nodiscard]] double finite_item(const torch::Tensor& loss, const StepName& step, Ranks& ranks,
                                 const char* name = "its loss");
/// @throws NonFinite naming the first tensor.
void require_finite(const TensorFile& state, std::int64_t iteration);

}  // namespace iggan
