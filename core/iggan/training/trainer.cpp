#include <iggan/training/trainer.h>

#include <chrono>
#include <cmath>

#include <iggan/losses/losses.h>
#include <iggan/models/layers.h>
#include <iggan/models/moving_average.h>

namespace iggan {
namespace {

ProxyScene proxy_scene(const SceneDistribution& scene) {
  return {scene.height, scene.width, scene.channels, scene.lights};
}

torch::optim::AdamOptions adam(const OptimizerOptions& options, double rate) {
  return torch::optim::AdamOptions(rate).betas({options.beta1, options.beta2});
}

/// Gradients of a loss for one network's parameters only, and one step of its optimiser. No other
/// network's gradient is computed, so no other network can change.
void descend(torch::optim::Optimizer& optimizer, const std::vector<torch::Tensor>& parameters,
             const torch::autograd::variable_list& gradients) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    torch::Tensor parameter = parameters[i];
    parameter.mutable_grad() = gradients[i];
  }
  optimizer.step();
}

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

template <class Work>
void timed(double& milliseconds, const Work& work) {
  const auto start = Clock::now();
  work();
  milliseconds = milliseconds_since(start);
}

double finite_item(const torch::Tensor& loss, const char* name, std::int64_t iteration) {
  const double value = loss.item<double>();
  if (!std::isfinite(value))
    fail<Error>(
        "{} became {} at iteration {}: lower the learning rates, or go on from the last checkpoint "
        "with "
        "another seed",
        name, value, iteration);
  return value;
}

}  // namespace

Trainer::Trainer(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer)
    : config_((validate(config), config)),
      compute_(prepare_compute(config.training)),
      black_box_(renderer, pictures.scene),
      picture_bytes_(torch::from_blob(
          const_cast<std::uint8_t*>(pictures.pixels.data()),
          {pictures.count, pictures.scene.height, pictures.scene.width, pictures.scene.channels},
          torch::kUInt8)),
      generator_(config.generator, seed_for(config.training.seed, "generator")),
      average_(config.generator, seed_for(config.training.seed, "generator")),
      discriminator_(config.discriminator, pictures.scene.channels, pictures.scene.height,
                     pictures.scene.width, seed_for(config.training.seed, "discriminator")),
      proxy_(make_proxy_renderer(config.proxy, proxy_scene(pictures.scene),
                                 config.generator.resolution,
                                 seed_for(config.training.seed, "proxy"))),
      generator_adam_((generator_->to(compute_.device), generator_->parameters()),
                      adam(config.optimizer, config.optimizer.generator_rate)),
      discriminator_adam_((discriminator_->to(compute_.device), discriminator_->parameters()),
                          adam(config.optimizer, config.optimizer.discriminator_rate)),
      proxy_adam_((proxy_->to(compute_.device), proxy_->parameters()),
                  adam(config.optimizer, config.optimizer.proxy_rate)),
      rng_(seed_for(config.training.seed, "training")) {
  if (pictures.count == 0) fail<DataError>("the picture set is empty");
  average_->to(compute_.device);
}

StepStatistics Trainer::step() {
  StepStatistics statistics;
  const auto start = Clock::now();
  const Rng before = rng_;
  Batch batch;
  try {
    batch = draw_batch(statistics);
  } catch (...) {
    rng_ = before;  // the black box stopped: nothing was learned, and a resumed run draws the same
    throw;
  }
  mid_step_ = true;
  statistics.draw_ms = milliseconds_since(start) - statistics.renderer_ms;
  timed(statistics.discriminator_ms, [&] { discriminator_step(batch, statistics); });
  timed(statistics.proxy_ms, [&] { proxy_step(batch, statistics); });
  timed(statistics.generator_ms, [&] { generator_step(batch, statistics); });
  mid_step_ = false;
  ++iteration_;
  update_moving_average(*average_, *generator_, config_.training.ema, iteration_);
  statistics.seconds = milliseconds_since(start) / 1000;
  return statistics;
}

/// z ~ N(0, I), v ~ cameras, t ~ U(low, high); x_c = G(z), x_c' = clamp(x_c + 1/2 - t, 0, 1),
/// x_d = [x_c' > 1/2], I = R_d(x_d, v). The three steps share x_c', so that discriminator output
/// matching never aims at a target that depends on an unseen t.
Trainer::Batch Trainer::draw_batch(StepStatistics& statistics) {
  const auto n = static_cast<std::size_t>(config_.training.batch_size);
  Batch batch;
  const torch::Tensor z =
      draw_latents(rng_, config_.training.batch_size, config_.generator.latent_size);
  torch::Tensor shift = torch::empty({config_.training.batch_size, 1, 1, 1, 1});
  std::vector<std::uint64_t> seeds(n);
  for (std::size_t i = 0; i < n; ++i) {
    batch.cameras.push_back(black_box_.scene().draw_camera(rng_));
    const double t = rng_.uniform(config_.training.threshold_low, config_.training.threshold_high);
    shift.data_ptr<float>()[i] = static_cast<float>(0.5 - t);
    seeds[i] = rng_.next();
  }
  batch.real = real_pictures(config_.training.batch_size);

  torch::Tensor occupancy;
  {
    const AutocastScope autocast(compute_.bfloat16, compute_.device);
    occupancy = generator_->forward(z.to(compute_.device));
  }
  batch.shifted = (occupancy + shift.to(compute_.device)).clamp(0, 1);
  const torch::Tensor above = batch.shifted.detach() > 0.5;  // detach: a threshold has no gradient
  batch.solid = above.to(torch::kFloat32);
  const double before = black_box_.milliseconds();
  batch.fake = black_box_.render(above.to(torch::kUInt8), batch.cameras, seeds);

  const torch::Tensor x = occupancy.detach();  // detach: statistics only
  statistics.occupancy = x.mean().item<double>();
  statistics.binarity = (2 * x - 1).abs().mean().item<double>();
  statistics.solid = batch.solid.mean().item<double>();
  statistics.renderer_ms = black_box_.milliseconds() - before;
  return batch;
}

/// max_D  E[log D(I)] + E[log(1 - D(R_d(x_d, v)))]; now and then with R1 on the real pictures.
void Trainer::discriminator_step(const Batch& batch, StepStatistics& statistics) {
  const bool penalize = config_.loss.r1_gamma > 0 && iteration_ % config_.loss.r1_every == 0;
  const torch::Tensor real = penalize ? batch.real.clone().requires_grad_(true) : batch.real;
  const torch::Tensor real_logits = discriminator_->forward(real);
  const torch::Tensor fake_logits = discriminator_->forward(batch.fake);
  torch::Tensor loss = discriminator_loss(real_logits, fake_logits);
  statistics.discriminator_loss = finite_item(loss, "the discriminator's loss", iteration_);
  statistics.discriminator_accuracy =
      0.5 * ((real_logits > 0).to(torch::kFloat32).mean().item<double>() +
             (fake_logits < 0).to(torch::kFloat32).mean().item<double>());
  const double gate = config_.training.discriminator_gate;
  if (gate > 0 && statistics.discriminator_accuracy > gate) {
    statistics.discriminator_skipped = 1;
    return;  // no step at all: stale momentum must not move the weights
  }
  if (penalize)
    loss = loss + config_.loss.r1_every * r1_penalty(real_logits, real, config_.loss.r1_gamma);
  finite_item(loss, "the discriminator's loss with R1", iteration_);
  const auto parameters = discriminator_->parameters();
  descend(discriminator_adam_, parameters, torch::autograd::grad({loss}, parameters));
  discriminator_->update_spectral_norm();
}

/// min_Rn  w |R_n(x_d, v) - R_d(x_d, v)|^2 + lambda (log D(R_n(x_c', v)) - log D(R_d(x_d, v)))^2
void Trainer::proxy_step(Batch& batch, StepStatistics& statistics) {
  const LossOptions& weights = config_.loss;
  const double dom_weight = weights.dom_weight * weights.dom_lambda;
  torch::Tensor target_logits;
  {
    torch::NoGradGuard no_grad;
    target_logits = discriminator_->forward(batch.fake);
  }
  // A leaf: the proxy's step must not reach G, and G's step takes over from its gradient.
  const torch::Tensor leaf =
      batch.shifted.detach().requires_grad_(config_.training.share_proxy_forward);
  torch::Tensor discrete_image, continuous_image;
  {
    const AutocastScope autocast(compute_.bfloat16, compute_.device);
    discrete_image = proxy_->forward(batch.solid, batch.cameras);
    continuous_image = proxy_->forward(leaf, batch.cameras);
  }
  const torch::Tensor logits = discriminator_->forward(continuous_image);
  const torch::Tensor l2 = proxy_l2_loss(discrete_image, batch.fake);
  const torch::Tensor dom = dom_loss(logits, target_logits);
  const torch::Tensor loss = weights.l2_weight * l2 + dom_weight * dom;
  finite_item(loss, "the proxy's loss", iteration_);
  statistics.proxy_l2 = l2.item<double>() / double(discrete_image[0].numel());
  statistics.dom = dom.item<double>();

  if (config_.training.share_proxy_forward) {
    // G's gradient through the proxy as it was before this step: one forward and one graph for
    // both.
    const torch::Tensor g_loss = generator_loss(logits);
    statistics.generator_loss = finite_item(g_loss, "the generator's loss", iteration_);
    batch.shifted_gradient = torch::autograd::grad({g_loss}, {leaf}, {}, /*retain_graph=*/true)[0];
  }
  const auto parameters = proxy_->parameters();
  descend(proxy_adam_, parameters, torch::autograd::grad({loss}, parameters));
}

/// max_G  E[log D(R_n(x_c', v))]; the gradient flows D -> R_n -> G, and only G changes.
void Trainer::generator_step(const Batch& batch, StepStatistics& statistics) {
  const auto parameters = generator_->parameters();
  torch::autograd::variable_list gradients;
  if (batch.shifted_gradient.defined()) {
    gradients = torch::autograd::grad({batch.shifted}, parameters, {batch.shifted_gradient});
  } else {
    torch::Tensor image;
    {
      const AutocastScope autocast(compute_.bfloat16, compute_.device);
      image = proxy_->forward(batch.shifted, batch.cameras);
    }
    const torch::Tensor loss = generator_loss(discriminator_->forward(image));
    statistics.generator_loss = finite_item(loss, "the generator's loss", iteration_);
    gradients = torch::autograd::grad({loss}, parameters);
  }
  descend(generator_adam_, parameters, gradients);
}

double Trainer::pretrain_step(const torch::Tensor& solid) {
  std::vector<Camera> cameras;
  std::vector<std::uint64_t> seeds;
  for (std::int64_t i = 0; i < solid.size(0); ++i) {
    cameras.push_back(black_box_.scene().draw_camera(rng_));
    seeds.push_back(rng_.next());
  }
  const torch::Tensor target = black_box_.render(solid.to(compute_.device), cameras, seeds);
  torch::Tensor image;
  {
    const AutocastScope autocast(compute_.bfloat16, compute_.device);
    image = proxy_->forward(solid.to(compute_.device, torch::kFloat32), cameras);
  }
  const torch::Tensor l2 = proxy_l2_loss(image, target);
  const double mean = finite_item(l2, "the proxy's loss", 0) / double(image[0].numel());
  const auto parameters = proxy_->parameters();
  descend(proxy_adam_, parameters,
          torch::autograd::grad({config_.loss.l2_weight * l2}, parameters));
  ++pretrained_;
  return mean;
}

torch::Tensor Trainer::real_pictures(std::int64_t count) {
  torch::Tensor indices = torch::empty({count}, torch::kInt64);
  for (std::int64_t i = 0; i < count; ++i)
    indices.data_ptr<std::int64_t>()[i] =
        static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(picture_bytes_.size(0))));
  return pictures_to_tensor(picture_bytes_.index_select(0, indices), compute_.device);
}

torch::Tensor Trainer::generate(const torch::Tensor& z) {
  torch::NoGradGuard no_grad;
  const AutocastScope autocast(compute_.bfloat16, compute_.device);
  return average_->forward(z.to(compute_.device));
}

torch::Tensor Trainer::proxy_image(const torch::Tensor& voxels,
                                   const std::vector<Camera>& cameras) {
  torch::NoGradGuard no_grad;
  return proxy_->forward(voxels, cameras);
}

torch::Tensor draw_latents(Rng& rng, std::int64_t count, std::int64_t latent_size) {
  torch::Tensor z = torch::empty({count, latent_size});
  float* out = z.data_ptr<float>();
  for (std::int64_t i = 0; i < z.numel(); ++i) out[i] = static_cast<float>(rng.normal());
  return z;
}

torch::Tensor latents(const std::vector<std::uint64_t>& seeds, int latent_size) {
  torch::Tensor z = torch::empty({static_cast<std::int64_t>(seeds.size()), latent_size});
  float* out = z.data_ptr<float>();
  for (const std::uint64_t seed : seeds) {
    Rng rng(seed_for(seed, "latent"));
    for (int i = 0; i < latent_size; ++i) *out++ = static_cast<float>(rng.normal());
  }
  return z;
}

}  // namespace iggan
