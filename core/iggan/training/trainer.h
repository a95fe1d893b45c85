#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include <torch/torch.h>

#include <iggan/base/rng.h>
#include <iggan/config/training_config.h>
#include <iggan/data/picture_set.h>
#include <iggan/models/discriminator.h>
#include <iggan/models/generator.h>
#include <iggan/models/proxy_renderer.h>
#include <iggan/training/black_box.h>
#include <iggan/training/compute.h>
#include <iggan/training/statistics.h>

namespace iggan {

/// The three networks of Inverse Graphics GAN and their training by pictures and a black box.
/// One iteration is a discriminator, a proxy and a generator step, each with an optimiser of its
/// own; each changes its own network only.
class Trainer {
 public:
  /// @param pictures, renderer  must outlive the trainer.
  Trainer(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer);

  /// One iteration of the loop. @throws PluginError; Error when a loss is not finite.
  StepStatistics step();

  /// One step of the proxy on discrete shapes with the L2 loss only.
  /// @param solid [N, 1, R, R, R] uint8. @return the loss before the step.
  double pretrain_step(const torch::Tensor& solid);

  /// Everything needed to go on bit-equally: networks, moving average, optimisers, random state,
  /// counters. @throws DataError.
  void save(const std::filesystem::path& path) const;
  void load(const std::filesystem::path& path);

  /// Shapes of the moving average from latents [N, Z]; [N, 1, R, R, R] in (0, 1).
  [[nodiscard]] torch::Tensor generate(const torch::Tensor& z);
  /// The proxy's picture of occupancy, [N, C, H, W].
  [[nodiscard]] torch::Tensor proxy_image(const torch::Tensor& voxels,
                                          const std::vector<Camera>& cameras);
  [[nodiscard]] BlackBox& black_box() { return black_box_; }

  [[nodiscard]] std::int64_t iteration() const { return iteration_; }
  [[nodiscard]] int pretrained() const { return pretrained_; }
  /// Whether a step failed between its updates: such a state is not worth saving.
  [[nodiscard]] bool mid_step() const { return mid_step_; }
  [[nodiscard]] const TrainingConfig& config() const { return config_; }
  [[nodiscard]] const Compute& compute() const { return compute_; }
  [[nodiscard]] VoxelGenerator& generator() { return generator_; }
  [[nodiscard]] Discriminator& discriminator() { return discriminator_; }
  [[nodiscard]] ProxyRenderer& proxy() { return *proxy_; }
  [[nodiscard]] Rng& rng() { return rng_; }

 private:
  /// What the three steps of an iteration share.
  struct Batch {
    std::vector<Camera> cameras;
    torch::Tensor real;              // [N, C, H, W] pictures of the data set
    torch::Tensor shifted;           // [N, 1, R, R, R] x_c' = clamp(x_c + 1/2 - t), with G's graph
    torch::Tensor solid;             // [N, 1, R, R, R] float32, x_d = x_c' > 1/2
    torch::Tensor fake;              // [N, C, H, W] R_d(x_d, v)
    torch::Tensor shifted_gradient;  // dL_G/dx_c' where the proxy's step has it already
  };
  Batch draw_batch(StepStatistics& statistics);
  void discriminator_step(const Batch& batch, StepStatistics& statistics);
  void proxy_step(Batch& batch, StepStatistics& statistics);
  void generator_step(const Batch& batch, StepStatistics& statistics);
  torch::Tensor real_pictures(std::int64_t count);

  TrainingConfig config_;
  Compute compute_;
  BlackBox black_box_;
  torch::Tensor picture_bytes_;  // [count, H, W, C] uint8
  VoxelGenerator generator_, average_;
  Discriminator discriminator_;
  std::shared_ptr<ProxyRenderer> proxy_;
  torch::optim::Adam generator_adam_, discriminator_adam_, proxy_adam_;
  Rng rng_;
  bool mid_step_ = false;
  int pretrained_ = 0;  // pretraining steps done
  std::int64_t iteration_ = 0;
};

/// Latents from N(0, I): one seed, one latent, whatever the batch. @return [N, Z] on the CPU.
[[nodiscard]] torch::Tensor latents(const std::vector<std::uint64_t>& seeds, int latent_size);

/// The latents of a training step: N(0, I), as in sampling. @return [N, Z] on the CPU.
[[nodiscard]] torch::Tensor draw_latents(Rng& rng, std::int64_t count, std::int64_t latent_size);

}  // namespace iggan
