#pragma once
#include <cstdint>
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>

namespace iggan {

/// Adam's options for one network.
[[nodiscard]] torch::optim::AdamOptions adam(const OptimizerOptions& options, double rate);

/// The factor on the learning rates: 1 until the last `decay` of the budget, then down to 0 in a
/// straight line. @param progress  share of the budget that is used up.
[[nodiscard]] double rate_factor(double progress, double decay);

/// One step of an optimiser by gradients of its own parameters only. No other network's gradient is
/// computed, so no other network can change.
/// @param rate  learning rate of this step.
/// @param parameters, gradients  of one network, in step.
void adam_step(torch::optim::Adam& optimizer, double rate,
               const std::vector<torch::Tensor>& parameters,
               const torch::autograd::variable_list& gradients);

/// The value of a loss. @throws Error naming it when it is not finite.
[[nodiscard]] double finite_item(const torch::Tensor& loss, const char* name,
                                 std::int64_t iteration);

}  // namespace iggan
