#include <iggan/training/iggan_method.h>

#include <utility>

#include <iggan/models/layers.h>
#include <iggan/models/voxel_views.h>
#include <iggan/models/voxels.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/framed_shots.h>
#include <iggan/training/losses.h>
#include <iggan/training/optimization.h>

namespace iggan {
namespace {

/// x_d = [x_c' > 1/2], with the albedo of x_c' in 8 bits.
torch::Tensor thresholded(const torch::Tensor& shifted) {
  return discrete_voxels(shifted, Method::iggan);
}

}  // namespace

IgganMethod::IgganMethod(const TrainingConfig& config, BlackBox& black_box, const Compute& compute,
                         const Stage& stage)
    : config_(config),
      stage_(stage),
      black_box_(black_box),
      compute_(compute),
      proxy_(make_proxy_renderer(config, black_box.scene(), stage)),
      adam_((proxy_->to(compute.device), proxy_->parameters()),
            adam(config.optimizer, config.optimizer.proxy_rate)) {}

/// x_c' = clamp(x_c + 1/2 - t, 0, 1), x_d = [x_c' > 1/2], fake = R_d(x_d, v). All steps share x_c',
/// so that the target of discriminator output matching never depends on a t that the proxy does not
/// see. Albedo is not shifted.
std::future<torch::Tensor> IgganMethod::begin_fakes(Batch& batch) {
  const torch::Tensor shift =
      (0.5 - torch::tensor(batch.thresholds, torch::kFloat64)).to(torch::kFloat32);
  batch.voxels = shifted_occupancy(batch.voxels, shift.to(compute_.device));
  batch.discrete = thresholded(batch.voxels);
  batch.shots = framed_shots(black_box_.scene(), std::move(batch.shots), batch.discrete);
  return black_box_.begin_render(batch.discrete, batch.shots, batch.seeds,
                                 batch.render_in_parallel);
}

void IgganMethod::prepare(const Batch& batch) {
  // A leaf: the proxy's step must not reach G, and G's step continues from the leaf's gradient.
  pictures_.leaf = batch.voxels.detach().requires_grad_(config_.training.share_proxy_forward);
  pictures_.discrete = proxy_image(proxy_voxels(batch.discrete), batch.shots);
  pictures_.continuous = proxy_image(pictures_.leaf, batch.shots);
}

/// min_Rn  w |R_n(x_d, v) - R_d(x_d, v)|^2 + lambda (log D(R_n(x_c', v)) - log D(R_d(x_d, v)))^2
/// max_G   E[log D(R_n(x_c', v))]; the gradient flows D -> R_n -> G.
torch::Tensor IgganMethod::voxel_gradient(const Batch& batch, const Judge& judge,
                                          StepStatistics& statistics) {
  const LossOptions& weights = config_.loss;
  const bool share = config_.training.share_proxy_forward;
  torch::Tensor target_logits;
  {
    torch::NoGradGuard no_grad;
    target_logits = judge(batch.fake);
  }
  const auto [leaf, discrete_image, continuous_image] = std::exchange(pictures_, {});
  const torch::Tensor logits = judge(continuous_image);
  const torch::Tensor l2 = proxy_l2_loss(discrete_image, batch.fake);
  const torch::Tensor dom = dom_loss(logits, target_logits, weights.relativistic);
  const torch::Tensor loss = weights.l2_weight * l2 + weights.dom_weight * weights.dom_lambda * dom;
  const StepName step{"proxy", batch.iteration};
  (void)finite_item(loss, step, *compute_.ranks);
  statistics.proxy_l2 = l2.item<double>() / double(discrete_image[0].numel());
  statistics.dom = dom.item<double>();

  const auto gradient_of_g = [&](const torch::Tensor& judged, const torch::Tensor& voxels) {
    const torch::Tensor g_loss = generator_loss_of(batch, judged);
    statistics.generator_loss =
        finite_item(g_loss, {"generator", batch.iteration}, *compute_.ranks);
    return torch::autograd::grad({g_loss}, {voxels}, {}, /*retain_graph=*/share)[0];
  };
  // If shared, G's gradient goes through the proxy as it was before the proxy's step: one forward
  // pass and one graph serve both steps.
  torch::Tensor gradient;
  if (share) gradient = gradient_of_g(logits, leaf);
  adam_step(adam_, batch.rate_factor * config_.optimizer.proxy_rate, step, *proxy_,
            torch::autograd::grad({loss}, proxy_->parameters()), *compute_.ranks);
  if (!share) {
    leaf.requires_grad_(true);
    gradient = gradient_of_g(judge(proxy_image(leaf, batch.shots)), leaf);
  }
  return gradient;
}

torch::Tensor IgganMethod::proxy_image(const torch::Tensor& voxels,
                                       const std::vector<Shot>& shots) {
  const AutocastScope autocast(compute_.bfloat16, compute_.device);
  return proxy_->forward(voxels, shots);
}

torch::Tensor IgganMethod::picture(const torch::Tensor& voxels, const std::vector<Shot>& shots) {
  return proxy_->forward(voxels, shots);
}

void IgganMethod::prepare_pretraining() {
  const PretrainingOptions& options = config_.pretraining;
  if (options.domain == PretrainingDomain::none || pretrained_ >= options.iterations) return;
  if (!practice_)
    practice_.emplace(options, config_.generator.resolution, config_.generator.colour, stage_);
}

void IgganMethod::pretrain(Rng& rng, const PretrainingReport& report) {
  prepare_pretraining();
  while (practice_ && pretrained_ < config_.pretraining.iterations) {
    const Rng before = rng;
    double loss = 0;
    try {
      loss = pretrain_step(rng);
    } catch (...) {
      rng = before;  // nothing was learned, so a resumed run draws the same
      throw;
    }
    if (!report(pretrained_, loss)) return;
  }
  practice_.reset();  // shape sets are large
}

/// @return the mean squared error before the step.
double IgganMethod::pretrain_step(Rng& rng) {
  Ranks& ranks = *compute_.ranks;
  const int batch_size = config_.training.batch_size, all = batch_size * ranks.world();
  const torch::Tensor solid_of_all = practice_->draw(all, rng);
  std::vector<Shot> shots_of_all;
  std::vector<std::uint64_t> seeds_of_all;
  for (int i = 0; i < all; ++i) {
    shots_of_all.push_back(black_box_.scene().draw_shot(rng));
    seeds_of_all.push_back(rng.next());
  }
  const std::vector<std::int64_t> share = share_of_batch(ranks, batch_size, 1);
  const torch::Tensor solid = chosen(solid_of_all, share);
  const std::vector<Shot> shots =
      framed_shots(black_box_.scene(), chosen(shots_of_all, share), solid);
  const std::vector<std::uint64_t> seeds = chosen(seeds_of_all, share);
  const torch::Tensor target = black_box_.render(solid.to(compute_.device), shots, seeds);
  const torch::Tensor image = proxy_image(proxy_voxels(solid.to(compute_.device)), shots);
  const torch::Tensor l2 = proxy_l2_loss(image, target);
  const StepName step{"proxy", pretrained_, /*pretraining=*/true};
  const torch::Tensor loss = config_.loss.l2_weight * l2;
  (void)finite_item(loss, step, ranks);
  const double mean = ranks.average(l2.item<double>()) / double(image[0].numel());
  adam_step(adam_, config_.optimizer.proxy_rate, step, *proxy_,
            torch::autograd::grad({loss}, proxy_->parameters()), ranks);
  ++pretrained_;
  return mean;
}

void IgganMethod::save(TensorFile& file) const {
  write_module(file, "proxy", *proxy_);
  write_adam(file, "proxy_adam", *proxy_, adam_);
  file.set_integer("pretrained", pretrained_);
}

void IgganMethod::load(const TensorFile& file) {
  read_module(file, "proxy", *proxy_);
  read_adam(file, "proxy_adam", *proxy_, adam_);
  pretrained_ = file.integer<int>("pretrained");
}

}  // namespace iggan
