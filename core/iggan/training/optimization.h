#pragma once
#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/training/finite.h>
#include <iggan/training/ranks.h>

namespace iggan {

/// Adam's options for one network.
[[nodiscard]] torch::optim::AdamOptions adam(const OptimizerOptions& options, double rate);

/// The factor on the learning rates: 1 until the final fraction `decay` of the budget, in which it
/// falls linearly to 0. @param progress  fraction of the budget used.
[[nodiscard]] double rate_factor(double progress, double decay);

/// One step of an optimiser with gradients of its own parameters only. No other network's gradient
/// is computed, so no other network can change. Several ranks use the mean of their gradients.
/// @param rate       learning rate of this step.
/// @param module     the network.
/// @param gradients  in the order of the network's parameters.
/// @throws NonFinite, on all ranks and before anything changes, when a parameter or a gradient is
///         not finite.
void adam_step(torch::optim::Adam& optimizer, double rate, const StepName& step,
               const torch::nn::Module& module, torch::autograd::variable_list gradients,
               Ranks& ranks);

}  // namespace iggan
