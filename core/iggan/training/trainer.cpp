#include <iggan/training/trainer.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <future>
#include <numeric>

#include <iggan/base/interrupt.h>
#include <iggan/models/layers.h>
#include <iggan/models/moving_average.h>
#include <iggan/models/voxel_views.h>
#include <iggan/models/voxels.h>
#include <iggan/training/losses.h>
#include <iggan/training/optimization.h>
#include <iggan/training/picture_tensors.h>
#include <iggan/training/step_parts.h>

namespace iggan {
namespace {

using Clock = std::chrono::steady_clock;

/// [count, H, W, C] uint8, not copied.
torch::Tensor bytes_of(const PictureSet& set) {
  return torch::from_blob(const_cast<std::uint8_t*>(set.pixels.data()),
                          {set.count, set.scene.height, set.scene.width, set.scene.channels},
                          torch::kUInt8);
}

/// Mean over the voxels of the standard deviation over the shapes; [N, R, R, R]. LibTorch's std
/// over the first axis takes several times as long.
double spread_of(const torch::Tensor& x) {
  return (x - x.mean(0)).square_().mean(0).sqrt_().mean().item<double>();
}

}  // namespace

Trainer::Trainer(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
                 std::shared_ptr<Ranks> ranks, const Stage& stage)
    : config_((validate(config), config)),
      stage_(stage),
      compute_(prepare_compute(config.training, std::move(ranks))),
      share_(share_of_batch(*compute_.ranks, config.training.batch_size,
                            config.training.views_per_shape)),
      black_box_(renderer, pictures.scene, stage),
      pictures_sha256_(pictures.sha256),
      scene_(black_box_.scene()),
      picture_bytes_(bytes_at(stage, bytes_of(pictures))),
      augmenter_(config.augmentation, scene_),
      augmentation_strength_(config.augmentation),
      lecam_(config.loss.lecam_weight),
      elevation_(config.camera_prior, scene_.camera.elevation_degrees),
      generator_(make_generator(config, scene_, stage)),
      average_(make_generator(config, scene_, stage)),
      discriminator_(make_discriminator(config, scene_, stage)),
      generator_adam_((generator_->to(compute_.device), generator_->parameters()),
                      adam(config.optimizer, config.optimizer.generator_rate)),
      discriminator_adam_((discriminator_->to(compute_.device), discriminator_->parameters()),
                          adam(config.optimizer, config.optimizer.discriminator_rate)),
      method_(make_method(config, black_box_, compute_, stage)),
      prefetch_(config.training.prefetch),
      rng_(seed_for(config.training.seed, "training")) {
  IGGAN_CHECK(stage.count == config.stages.count);
  if (pictures.count == 0) fail<DataError>("the picture set is empty");
  average_->to(compute_.device);
  use_learned_elevations();
}

void Trainer::use_learned_elevations() {
  if (config_.camera_prior.learn_elevation) scene_.camera.elevation_weights = elevation_.weights();
}

/// The new layers of a stage fade in linearly.
void Trainer::fade_in() {
  const double strength =
      std::min(1.0, double(iteration_ + 1 - stage_began_) / double(config_.stages.fade_iterations));
  generator_->set_fade(strength);
  discriminator_->set_fade(strength);
}

StepStatistics Trainer::step(double rate_factor) {
  StepStatistics statistics;
  const auto start = Clock::now();
  const Rng before = rng_;
  fade_in();
  const double rendered = black_box_.milliseconds();
  Batch batch;
  RealPictures real;
  std::future<torch::Tensor> fake;
  try {
    on_all_ranks([&] {
      timed(kDrawPart, statistics, [&] {
        batch = draw_batch(statistics);
        batch.rate_factor = rate_factor;
        batch.render_in_parallel = prefetch_.parallel();
        fake = method_->begin_fakes(batch);
      });
      // Work that needs no fake and changes nothing, while the black box renders.
      timed(kDiscriminatorPart, statistics, [&] { real = judge_real(batch); });
      timed(kProxyPart, statistics, [&] { method_->prepare(batch); });
      timed(kWaitPart, statistics, [&] { batch.fake = fake.get(); });
    });
  } catch (...) {
    rng_ = before;  // the black box stopped: nothing was learned, so a resumed run draws the same
    throw;
  }
  mid_step_ = true;
  statistics.renderer_ms = black_box_.milliseconds() - rendered;
  timed(kDiscriminatorPart, statistics, [&] { discriminator_step(batch, real, statistics); });
  torch::Tensor gradient;
  timed(kProxyPart, statistics, [&] {
    // The same draw as in D's step: equal pictures of a sample must get equal logits, or DOM would
    // match noise.
    NormalizedWeights weights = discriminator_->normalized_weights();
    for (torch::Tensor& weight : weights) weight = weight.detach();  // D's step is over
    const auto judge = [&](const torch::Tensor& x) {
      return this->judge(augmenter_.apply(x, batch.fake_augmentation), weights, compute_.bfloat16)
          .logits;
    };
    if (config_.loss.relativistic) {
      torch::NoGradGuard no_grad;
      batch.real_logits = this->judge(real.pictures, weights, compute_.bfloat16).logits;
    }
    gradient = method_->voxel_gradient(batch, judge, statistics);
  });
  timed(kGeneratorPart, statistics, [&] { generator_step(batch, gradient); });
  mid_step_ = false;
  ++iteration_;
  update_moving_average(*average_, *generator_, config_.training.ema, iteration_);
  statistics.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  prefetch_.observe(statistics.seconds);
  average(statistics, *compute_.ranks);
  return statistics;
}

/// Either all ranks have their pictures or none continues, so what was learned so far stays
/// consistent.
void Trainer::on_all_ranks(const std::function<void()>& work) {
  std::exception_ptr broken;
  try {
    work();
  } catch (...) {
    broken = std::current_exception();
  }
  std::vector<double> anywhere{broken ? 1.0 : 0.0, interrupted() ? 1.0 : 0.0};
  try {
    compute_.ranks->average(anywhere);
  } catch (const Error&) {
    if (!broken) throw;
  }
  if (broken) std::rethrow_exception(broken);
  if (anywhere[0] == 0) return;
  if (anywhere[1] > 0) fail<Interrupted>("interrupted, with the other processes");
  fail<Error>("rank {}: another process could not render; its own message says why",
              compute_.ranks->rank());
}

/// z ~ N(0, I), v ~ shots, t ~ U(low, high); x_c = G(z). Every rank draws for all, to stay in step,
/// and takes its share.
Batch Trainer::draw_batch(StepStatistics& statistics) {
  const TrainingOptions& options = config_.training;
  Batch batch;
  batch.iteration = iteration_;
  const int all = options.batch_size * compute_.ranks->world(), views = options.views_per_shape;
  std::vector<std::int64_t> shapes;  // this rank's shapes
  for (std::size_t i = 0; i < share_.size(); i += static_cast<std::size_t>(views))
    shapes.push_back(share_[i] / views);
  const torch::Tensor z =
      chosen(draw_latents(rng_, all / views, config_.generator.latent_size), shapes);
  std::vector<Shot> shots;
  std::vector<double> thresholds;
  std::vector<std::uint64_t> seeds;
  for (int i = 0; i < all; ++i) {
    shots.push_back(scene_.draw_shot(rng_));
    thresholds.push_back(rng_.uniform(options.threshold_low, options.threshold_high));
    seeds.push_back(rng_.next());
  }
  batch.shots = chosen(shots, share_);
  batch.thresholds = chosen(thresholds, share_);
  batch.seeds = chosen(seeds, share_);
  batch.real = real_pictures(all);
  const double p = augmentation_strength_.probability();
  const auto augmentation = [&] {
    const Augmentation drawn = augmenter_.draw(all, p, rng_);
    return drawn.empty() ? drawn : chosen(drawn, share_);
  };
  batch.real_augmentation = augmentation();
  batch.fake_augmentation = augmentation();
  statistics.augmentation_probability = p;
  {
    const AutocastScope autocast(compute_.bfloat16, compute_.device);
    batch.shapes = generator_->forward(z.to(compute_.device));
  }
  batch.voxels = repeated_views(batch.shapes, options.views_per_shape);
  const torch::Tensor x =
      batch.shapes.detach().select(1, 0).contiguous();  // detach: statistics only
  statistics.occupancy = x.mean().item<double>();
  statistics.binarity = (2 * x - 1).abs().mean().item<double>();
  if (x.size(0) > 1) statistics.spread = spread_of(x);
  statistics.solid = (x > 0.5).to(torch::kFloat32).mean().item<double>();
  return batch;
}

Judgement Trainer::judge(const torch::Tensor& pictures, const NormalizedWeights& weights,
                         bool bfloat16) {
  const AutocastScope autocast(bfloat16, compute_.device);
  Judgement judgement = discriminator_->judge(pictures, weights);
  judgement.logits = judgement.logits.to(torch::kFloat32);
  if (judgement.pose.defined()) judgement.pose = judgement.pose.to(torch::kFloat32);
  return judgement;
}

/// The first half of D's step, which needs no fake: D judges the real pictures as it sees them,
/// augmented.
Trainer::RealPictures Trainer::judge_real(const Batch& batch) {
  const LossOptions& weights = config_.loss;
  RealPictures real;
  real.penalize =
      (weights.r1_gamma > 0 || weights.r2_gamma > 0) && iteration_ % weights.r1_every == 0;
  real.bfloat16 = compute_.bfloat16 && !real.penalize;  // second derivatives need more precision
  real.pictures = augmenter_.apply(batch.real, batch.real_augmentation);
  if (real.penalize && weights.r1_gamma > 0)
    real.pictures = real.pictures.clone().requires_grad_(true);
  real.weights = discriminator_->normalized_weights();
  real.judgement = judge(real.pictures, real.weights, real.bfloat16);
  return real;
}

/// max_D E[log D(I)] + E[log(1 - D(fake))]; at intervals with R1 and R2, computed on the pictures
/// as D sees them.
void Trainer::discriminator_step(const Batch& batch, const RealPictures& seen,
                                 StepStatistics& statistics) {
  const StepName name{"discriminator", iteration_};
  const LossOptions& weights = config_.loss;
  const Judgement& real = seen.judgement;
  torch::Tensor fake_pictures =
      augmenter_.apply(batch.fake.detach(), batch.fake_augmentation);  // detach: G does not change
  if (seen.penalize && weights.r2_gamma > 0)
    fake_pictures = fake_pictures.clone().requires_grad_(true);
  const Judgement fake = judge(fake_pictures, seen.weights, seen.bfloat16);
  Ranks& ranks = *compute_.ranks;
  // The logits of a relativistic D have no zero point: a real picture is recognised if its logit is
  // above that of the generated picture in its pair.
  const torch::Tensor recognised = weights.relativistic ? real.logits - fake.logits : real.logits;
  const torch::Tensor rejected = weights.relativistic ? recognised : -fake.logits;
  if (config_.augmentation.adaptive) augmentation_strength_.observe(ranks.gathered(recognised));
  torch::Tensor loss = weights.relativistic ? relativistic_loss(real.logits, fake.logits)
                                            : discriminator_loss(real.logits, fake.logits);
  statistics.discriminator_loss = finite_item(loss, name, ranks);
  statistics.discriminator_accuracy =
      ranks.average(0.5 * ((recognised > 0).to(torch::kFloat32).mean().item<double>() +
                           (rejected > 0).to(torch::kFloat32).mean().item<double>()));
  const double gate = config_.training.discriminator_gate;
  if (gate > 0 && statistics.discriminator_accuracy > gate) {
    statistics.discriminator_skipped = 1;
    return;  // no step at all: stale momentum must not move the weights
  }
  const auto penalty = [&](const Judgement& of, const torch::Tensor& pictures, double gamma) {
    return weights.r1_every * gradient_penalty(of.logits, pictures, gamma);
  };
  if (seen.pictures.requires_grad()) loss = loss + penalty(real, seen.pictures, weights.r1_gamma);
  if (fake_pictures.requires_grad()) loss = loss + penalty(fake, fake_pictures, weights.r2_gamma);
  if (lecam_.on()) loss = loss + lecam_.loss(real.logits, fake.logits, ranks);
  if (fake.pose.defined()) loss = loss + pose_loss(batch, real, fake, statistics);
  (void)finite_item(loss, name, ranks, "its loss with the penalties");
  adam_step(discriminator_adam_, batch.rate_factor * config_.optimizer.discriminator_rate, name,
            *discriminator_, torch::autograd::grad({loss}, discriminator_->parameters()), ranks);
  discriminator_->update_spectral_norm();
}

/// w |phi(fake) - pose|^2, only on generated pictures, whose cameras are known. The head's output
/// for real pictures changes the elevations of later cameras.
torch::Tensor Trainer::pose_loss(const Batch& batch, const Judgement& real, const Judgement& fake,
                                 StepStatistics& statistics) {
  const Interval& interval = scene_.camera.elevation_degrees;
  const torch::Tensor poses = pose_targets(batch.shots, interval);
  const PoseError error = pose_error(fake.pose, poses, interval);
  statistics.pose_azimuth_error = error.azimuth;
  statistics.pose_elevation_error = error.elevation;
  const std::vector<double> taken = elevations_of(poses, interval);
  statistics.camera_elevation =
      std::accumulate(taken.begin(), taken.end(), 0.0) / double(taken.size());
  Ranks& ranks = *compute_.ranks;
  if (config_.camera_prior.learn_elevation)
    elevation_.observe(ranks.gathered(poses), ranks.gathered(fake.pose), ranks.gathered(real.pose));
  use_learned_elevations();
  return config_.loss.pose_weight * torch::mse_loss(fake.pose, poses.to(compute_.device));
}

/// Updates G with the gradient for its voxels plus the gradients of the losses against vanishing
/// shapes and needless surfaces.
void Trainer::generator_step(const Batch& batch, const torch::Tensor& voxel_gradient) {
  const LossOptions& weights = config_.loss;
  std::vector<torch::Tensor> of{batch.voxels}, gradients{voxel_gradient};
  const auto add = [&](const torch::Tensor& loss) {
    if (loss.item<double>() <= 0) return;
    of.push_back(loss);
    gradients.push_back(torch::ones_like(loss));
  };
  if (weights.minimum_occupancy > 0) add(vanishing_loss(batch.shapes, weights.minimum_occupancy));
  if (weights.sign_consistency > 0)
    add(weights.sign_consistency * sign_consistency_loss(batch.shapes));
  adam_step(generator_adam_, batch.rate_factor * config_.optimizer.generator_rate,
            {"generator", iteration_}, *generator_,
            torch::autograd::grad(of, generator_->parameters(), gradients), *compute_.ranks);
}

torch::Tensor Trainer::real_pictures(std::int64_t count) {
  torch::Tensor indices = torch::empty({count}, torch::kInt64);
  for (std::int64_t i = 0; i < count; ++i)
    indices.data_ptr<std::int64_t>()[i] =
        static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(picture_bytes_.size(0))));
  return pictures_to_tensor(picture_bytes_.index_select(0, chosen(indices, share_)),
                            compute_.device);
}

void Trainer::draw_anew(int number) {
  rng_ = Rng(seed_for(rng_.state(), "another try", static_cast<std::uint64_t>(number)));
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
