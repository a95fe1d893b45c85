#include <iggan/training/losses.h>

#include <cmath>

namespace iggan {

torch::Tensor discriminator_loss(const torch::Tensor& real_logits,
                                 const torch::Tensor& fake_logits) {
  return -torch::log_sigmoid(real_logits).mean() - torch::log_sigmoid(-fake_logits).mean();
}

torch::Tensor vanishing_loss(const torch::Tensor& shapes, double least) {
  const torch::Tensor occupancy = shapes.select(1, 0).to(torch::kFloat32).flatten(1).mean(1);
  return (std::log(least) - occupancy.clamp_min(1e-30).log()).relu().pow(2).mean();
}

torch::Tensor generator_loss(const torch::Tensor& fake_logits) {
  return -torch::log_sigmoid(fake_logits).mean();
}

torch::Tensor proxy_l2_loss(const torch::Tensor& proxy, const torch::Tensor& target) {
  return (proxy - target).pow(2).flatten(1).sum(1).mean();
}

torch::Tensor dom_loss(const torch::Tensor& proxy_logits, const torch::Tensor& target_logits) {
  return (torch::log_sigmoid(proxy_logits) - torch::log_sigmoid(target_logits)).pow(2).mean();
}

torch::Tensor gradient_penalty(const torch::Tensor& logits, const torch::Tensor& pictures,
                               double gamma) {
  const auto gradient = torch::autograd::grad({logits.sum()}, {pictures}, {},
                                              /*retain_graph=*/true,
                                              /*create_graph=*/true)[0];
  return 0.5 * gamma * gradient.pow(2).flatten(1).sum(1).mean();
}

torch::Tensor lecam_loss(const torch::Tensor& real_logits, const torch::Tensor& fake_logits,
                         double real_mean, double fake_mean) {
  return (real_logits - fake_mean).relu().pow(2).mean() +
         (real_mean - fake_logits).relu().pow(2).mean();
}

}  // namespace iggan
