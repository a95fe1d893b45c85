#include <iggan/training/optimization.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>

namespace iggan {

torch::optim::AdamOptions adam(const OptimizerOptions& options, double rate) {
  return torch::optim::AdamOptions(rate).betas({options.beta1, options.beta2});
}

double rate_factor(double progress, double decay) {
  return decay > 0 ? std::clamp((1 - progress) / decay, 0.0, 1.0) : 1;
}

void adam_step(torch::optim::Adam& optimizer, double rate,
               const std::vector<torch::Tensor>& parameters,
               const torch::autograd::variable_list& gradients) {
  for (auto& group : optimizer.param_groups()) group.options().set_lr(rate);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    torch::Tensor parameter = parameters[i];
    parameter.mutable_grad() = gradients[i];
  }
  optimizer.step();
}

double finite_item(const torch::Tensor& loss, const char* name, std::int64_t iteration) {
  const double value = loss.item<double>();
  if (!std::isfinite(value))
    fail<Error>(
        "{} became {} at iteration {}: lower the learning rates, or go on from the last checkpoint "
        "with another seed (iggan train --resume RUN --set training.seed=N)",
        name, value, iteration);
  return value;
}

}  // namespace iggan
