#include <iggan/training/trainer.h>

#include <chrono>
#include <fstream>

#include <iggan/base/files.h>
#include <iggan/models/image_formation.h>
#include <iggan/models/layers.h>
#include <iggan/models/moving_average.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/losses.h>
#include <iggan/training/optimization.h>
#include <iggan/training/picture_tensors.h>

namespace iggan {
namespace {

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

}  // namespace

Trainer::Trainer(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer)
    : config_((validate(config), config)),
      compute_(prepare_compute(config.training)),
      black_box_(renderer, pictures.scene),
      picture_bytes_(torch::from_blob(
          const_cast<std::uint8_t*>(pictures.pixels.data()),
          {pictures.count, pictures.scene.height, pictures.scene.width, pictures.scene.channels},
          torch::kUInt8)),
      generator_(config.generator, voxel_channels(config.method, pictures.scene.channels),
                 seed_for(config.training.seed, "generator")),
      average_(config.generator, voxel_channels(config.method, pictures.scene.channels),
               seed_for(config.training.seed, "generator")),
      discriminator_(config.discriminator, pictures.scene.channels, pictures.scene.height,
                     pictures.scene.width, seed_for(config.training.seed, "discriminator")),
      generator_adam_((generator_->to(compute_.device), generator_->parameters()),
                      adam(config.optimizer, config.optimizer.generator_rate)),
      discriminator_adam_((discriminator_->to(compute_.device), discriminator_->parameters()),
                          adam(config.optimizer, config.optimizer.discriminator_rate)),
      method_(make_method(config, black_box_, compute_)),
      rng_(seed_for(config.training.seed, "training")) {
  if (pictures.count == 0) fail<DataError>("the picture set is empty");
  average_->to(compute_.device);
}

StepStatistics Trainer::step(double rate_factor) {
  StepStatistics statistics;
  const auto start = Clock::now();
  const Rng before = rng_;
  Batch batch;
  try {
    batch = draw_batch(statistics);
    batch.rate_factor = rate_factor;
  } catch (...) {
    rng_ = before;  // the black box stopped: nothing was learned, and a resumed run draws the same
    throw;
  }
  mid_step_ = true;
  statistics.draw_ms = milliseconds_since(start) - statistics.renderer_ms;
  timed(statistics.discriminator_ms, [&] { discriminator_step(batch, statistics); });
  torch::Tensor gradient;
  timed(statistics.proxy_ms, [&] {
    const auto judge = [&](const torch::Tensor& x) { return this->judge(x, compute_.bfloat16); };
    gradient = method_->voxel_gradient(batch, judge, statistics);
  });
  timed(statistics.generator_ms, [&] { generator_step(batch, gradient); });
  mid_step_ = false;
  ++iteration_;
  update_moving_average(*average_, *generator_, config_.training.ema, iteration_);
  statistics.seconds = milliseconds_since(start) / 1000;
  return statistics;
}

/// z ~ N(0, I), v ~ shots, t ~ U(low, high); x_c = G(z), and the method's fakes of it.
Batch Trainer::draw_batch(StepStatistics& statistics) {
  const TrainingOptions& options = config_.training;
  Batch batch;
  batch.iteration = iteration_;
  const torch::Tensor z = draw_latents(rng_, options.batch_size / options.views_per_shape,
                                       config_.generator.latent_size);
  for (int i = 0; i < options.batch_size; ++i) {
    batch.shots.push_back(black_box_.scene().draw_shot(rng_));
    batch.thresholds.push_back(rng_.uniform(options.threshold_low, options.threshold_high));
    batch.seeds.push_back(rng_.next());
  }
  batch.real = real_pictures(options.batch_size);
  {
    const AutocastScope autocast(compute_.bfloat16, compute_.device);
    batch.voxels =
        generator_->forward(z.to(compute_.device)).repeat_interleave(options.views_per_shape, 0);
  }
  const torch::Tensor x = batch.voxels.detach().select(1, 0);  // detach: statistics only
  statistics.occupancy = x.mean().item<double>();
  statistics.binarity = (2 * x - 1).abs().mean().item<double>();
  statistics.solid = (x > 0.5).to(torch::kFloat32).mean().item<double>();
  method_->make_fakes(batch, statistics);
  return batch;
}

torch::Tensor Trainer::judge(const torch::Tensor& pictures, bool bfloat16) {
  const AutocastScope autocast(bfloat16, compute_.device);
  return discriminator_->forward(pictures).to(torch::kFloat32);
}

/// max_D  E[log D(I)] + E[log(1 - D(fake))]; now and then with R1 on the real pictures.
void Trainer::discriminator_step(const Batch& batch, StepStatistics& statistics) {
  const bool penalize = config_.loss.r1_gamma > 0 && iteration_ % config_.loss.r1_every == 0;
  const torch::Tensor real = penalize ? batch.real.clone().requires_grad_(true) : batch.real;
  const bool bfloat16 = compute_.bfloat16 && !penalize;  // second derivatives need more digits
  const torch::Tensor real_logits = judge(real, bfloat16);
  const torch::Tensor fake_logits = judge(batch.fake.detach(), bfloat16);  // G stays
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
  (void)finite_item(loss, "the discriminator's loss with R1", iteration_);
  const auto parameters = discriminator_->parameters();
  adam_step(discriminator_adam_, batch.rate_factor * config_.optimizer.discriminator_rate,
            parameters, torch::autograd::grad({loss}, parameters));
  discriminator_->update_spectral_norm();
}

/// G by the gradient for its voxels, and by nothing else.
void Trainer::generator_step(const Batch& batch, const torch::Tensor& voxel_gradient) {
  const auto parameters = generator_->parameters();
  adam_step(generator_adam_, batch.rate_factor * config_.optimizer.generator_rate, parameters,
            torch::autograd::grad({batch.voxels}, parameters, {voxel_gradient}));
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

torch::Tensor Trainer::picture(const torch::Tensor& voxels, const std::vector<Shot>& shots) {
  torch::NoGradGuard no_grad;
  return method_->picture(voxels, shots);
}

void Trainer::save(const std::filesystem::path& path) const {
  torch::serialize::OutputArchive archive;
  write_module(archive, "generator", *generator_);
  write_module(archive, "average", *average_);
  write_module(archive, "discriminator", *discriminator_);
  write_adam(archive, "generator_adam", generator_adam_);
  write_adam(archive, "discriminator_adam", discriminator_adam_);
  method_->save(archive);
  write_integer(archive, "iteration", iteration_);
  write_integer(archive, "rng", static_cast<std::int64_t>(rng_.state()));
  write_integer(archive, "seed", static_cast<std::int64_t>(config_.training.seed));
  write_file_atomically(path, [&](const std::filesystem::path& temporary) {
    // By a stream: an archive saved by name holds that name, and equal states would differ.
    std::ofstream out(temporary, std::ios::binary);
    archive.save_to(out);
    out.close();
    if (!out) fail<DataError>("cannot write {}: check free space", path.string());
    flush_to_disk(temporary);
  });
}

void Trainer::load(const std::filesystem::path& path) {
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path.string(), compute_.device);
    read_module(archive, "generator", *generator_);
    read_module(archive, "average", *average_);
    read_module(archive, "discriminator", *discriminator_);
    read_adam(archive, "generator_adam", generator_adam_);
    read_adam(archive, "discriminator_adam", discriminator_adam_);
    method_->load(archive);
    iteration_ = read_integer(archive, "iteration");
    rng_ = Rng(static_cast<std::uint64_t>(read_integer(archive, "rng")));
    torch::Tensor seed;
    if (archive.try_read("seed", seed) &&
        seed.item<std::int64_t>() != static_cast<std::int64_t>(config_.training.seed))
      rng_ =
          Rng(seed_for(config_.training.seed, "training", static_cast<std::uint64_t>(iteration_)));
  } catch (const c10::Error& error) {
    fail<DataError>("cannot read the checkpoint {}: {}", path.string(),
                    error.what_without_backtrace());
  }
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
