#include <iggan/training/optimization.h>

#include <algorithm>

namespace iggan {

torch::optim::AdamOptions adam(const OptimizerOptions& options, double rate) {
  return torch::optim::AdamOptions(rate).betas({options.beta1, options.beta2});
}

double rate_factor(double progress, double decay) {
  return decay > 0 ? std::clamp((1 - progress) / decay, 0.0, 1.0) : 1;
}

void adam_step(torch::optim::Adam& optimizer, double rate, const StepName& step,
               const torch::nn::Module& module, torch::autograd::variable_list gradients,
               Ranks& ranks) {
  ranks.average(gradients);
  require_finite(step, module, gradients);
  for (auto& group : optimizer.param_groups()) group.options().set_lr(rate);
  std::size_t index = 0;
  for (torch::Tensor parameter : module.parameters()) parameter.mutable_grad() = gradients[index++];
  optimizer.step();
}

}  // namespace iggan
