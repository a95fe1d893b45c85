#include <iggan/training/losses.h>

#include <cmath>

namespace iggan {

torch::Tensor discriminator_loss(const torch::Tensor& real_logits,
                                 const torch::Tensor& fake_logits) {
  return -torch::log_sigmoid(real_logits).mean() - torch::log_sigmoid(-fake_logits).mean();
}

torch::Tensor relativistic_loss(const torch::Tensor& judged, const torch::Tensor& other) {
  return -torch::log_sigmoid(judged - other).mean();
}

torch::Tensor sign_consistency_loss(const torch::Tensor& shapes) {
  const torch::Tensor x = shapes.select(1, 0).to(torch::kFloat32).clamp(1e-6, 1 - 1e-6);
  const torch::Tensor solid = (x > 0.5).to(torch::kFloat32);  // [N, R, R, R], no gradient
  // For voxels on different sides, each voxel's cross entropy with the other's side is -log of the
  // probability that the voxel is on that side.
  const torch::Tensor entropy = -(solid * (1 - x) + (1 - solid) * x).log();
  torch::Tensor sum = torch::zeros({x.size(0)}, x.options()), pairs = sum.clone();
  for (const std::int64_t axis : {1, 2, 3}) {
    const std::int64_t n = x.size(axis) - 1;
    const auto both = [&](const torch::Tensor& of) {
      return std::make_pair(of.narrow(axis, 0, n), of.narrow(axis, 1, n));
    };
    const auto [a, b] = both(solid);
    const auto [entropy_a, entropy_b] = both(entropy);
    const torch::Tensor differ = (a - b).abs();
    sum = sum + (differ * (entropy_a + entropy_b)).flatten(1).sum(1);
    pairs = pairs + differ.flatten(1).sum(1);
  }
  return (sum / pairs.clamp_min(1)).mean();
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

torch::Tensor dom_loss(const torch::Tensor& proxy_logits, const torch::Tensor& target_logits,
                       bool relativistic) {
  if (relativistic) return (proxy_logits - target_logits).pow(2).mean();
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
