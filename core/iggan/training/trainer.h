#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <torch/torch.h>

#include <iggan/base/rng.h>
#include <iggan/config/training_config.h>
#include <iggan/console/log.h>
#include <iggan/models/discriminator.h>
#include <iggan/models/generator.h>
#include <iggan/models/tensor_file.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/training/augmentation_strength.h>
#include <iggan/training/lecam.h>
#include <iggan/training/method.h>
#include <iggan/training/pose.h>
#include <iggan/training/prefetch_choice.h>

namespace iggan {

/// A generator and a discriminator, and their training on pictures. One iteration is a
/// discriminator step, the method's own step (the proxy of Inverse Graphics GAN; nothing for the
/// baselines) and a generator step. Each step has its own optimiser and changes only its own
/// network.
class Trainer {
 public:
  /// @param pictures, renderer  must outlive the trainer.
  /// @throws DataError when config.method cannot explain such pictures, ConfigError when a network
  ///         cannot be made for their size.
  /// @param ranks  the processes to train with: batch_size pictures each, and the same draws on
  /// all.
  /// @param stage  one of config.stages; in stages before the last, networks, pictures and what the
  ///               black box renders are smaller.
  Trainer(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
          std::shared_ptr<Ranks> ranks = one_rank(), const Stage& stage = {});
  Trainer(const Trainer&) = delete;  // the method refers to the black box
  Trainer& operator=(const Trainer&) = delete;

  /// Reads what pretrain() draws from, if the loop has not started. @throws DataError.
  void prepare_pretraining() {
    if (iteration_ == 0) method_->prepare_pretraining();
  }
  /// Trains what the method learns before the loop. @throws PluginError, DataError.
  void pretrain(const PretrainingReport& report) { method_->pretrain(rng_, report); }

  /// One iteration of the loop.
  /// @param rate_factor  on the learning rates of all networks.
  /// @throws PluginError; NonFinite when a loss, a gradient or a parameter is not finite: another
  ///         state must then be restored.
  StepStatistics step(double rate_factor = 1);

  /// At the iterations of training.front_every, turns the shapes by quarter turns if D finds the
  /// turned shapes clearly more real (training/front.h). Call it before step().
  /// @return the number of quarter turns about +y, from +z towards +x; 0 to 3.
  /// @throws PluginError.
  int face_front(Log& log);

  /// Everything needed to resume bit-identically: networks, moving average, optimisers, random
  /// state, counters (docs/checkpoints.md).
  /// @throws NonFinite when a number is not finite: such a state is not worth keeping.
  [[nodiscard]] TensorFile state() const;
  /// A seed other than the one the state was saved with gives different draws.
  /// @throws DataError when the state is not from such a trainer, NonFinite when it has a number
  ///         that is not finite; the trainer is then unusable until another state is restored.
  void restore(const TensorFile& state);
  /// Continues from the state of the previous stage: what both stages have is kept, new layers
  /// start with strength 0. @throws as restore().
  void grow_from(const TensorFile& state);
  /// Writes state() to a file. @throws DataError, NonFinite.
  void save(const std::filesystem::path& path) const { state().write(path); }
  /// restore() of a file. @throws as restore().
  void load(const std::filesystem::path& path) { restore(TensorFile::read(path)); }

  /// All ranks continue from the first rank's state; their options, pictures and stage must be the
  /// same. Does nothing with one rank.
  void take_from_first();

  /// Switches to another stream of random draws. @param number  of the stream.
  void draw_anew(int number);

  /// Voxels of the moving average from latents [N, Z]; [N, K, R, R, R] in (0, 1), occupancy first.
  [[nodiscard]] torch::Tensor generate(const torch::Tensor& z);
  /// The method's differentiable picture of voxels, [N, C, H, W].
  [[nodiscard]] torch::Tensor picture(const torch::Tensor& voxels, const std::vector<Shot>& shots);
  /// The renderer, as training sees it.
  [[nodiscard]] BlackBox& black_box() { return black_box_; }

  /// The scene that the cameras of generated pictures are drawn from: the set's, except for
  /// elevations that were learned.
  [[nodiscard]] const SceneDistribution& scene() const { return scene_; }

  /// Iterations done.
  [[nodiscard]] std::int64_t iteration() const { return iteration_; }
  /// Whether a step failed between its updates: such a state is not worth saving.
  [[nodiscard]] bool mid_step() const { return mid_step_; }
  /// All options.
  [[nodiscard]] const TrainingConfig& config() const { return config_; }
  /// The current stage.
  [[nodiscard]] const Stage& stage() const { return stage_; }
  /// Device, threads and number type.
  [[nodiscard]] const Compute& compute() const { return compute_; }
  /// The generator that is trained, not its moving average.
  [[nodiscard]] VoxelGenerator& generator() { return generator_; }
  /// The discriminator.
  [[nodiscard]] Discriminator& discriminator() { return discriminator_; }
  /// What makes D's fakes and G's gradient.
  [[nodiscard]] TrainingMethod& method() { return *method_; }

 private:
  Batch draw_batch(StepStatistics& statistics);
  void on_all_ranks(const std::function<void()>& work);
  torch::Tensor judge_turns();
  Judgement judge(const torch::Tensor& pictures, const NormalizedWeights& weights, bool bfloat16);
  torch::Tensor pose_loss(const Batch& batch, const Judgement& real, const Judgement& fake,
                          StepStatistics& statistics);
  struct RealPictures {
    torch::Tensor pictures;     // [N, C, H, W], augmented; requires a gradient if R1 needs one
    NormalizedWeights weights;  // of D, also used for the fakes
    Judgement judgement;
    bool penalize = false, bfloat16 = false;
  };
  [[nodiscard]] RealPictures judge_real(const Batch& batch);
  void discriminator_step(const Batch& batch, const RealPictures& real, StepStatistics& statistics);
  void generator_step(const Batch& batch, const torch::Tensor& voxel_gradient);
  torch::Tensor real_pictures(std::int64_t count);
  void use_learned_elevations();
  void fade_in();

  TrainingConfig config_;
  Stage stage_;
  std::int64_t stage_began_ = 0;  // the iteration at which the stage began
  Compute compute_;
  std::vector<std::int64_t> share_;  // this rank's samples in the common batch
  BlackBox black_box_;
  std::string pictures_sha256_;
  SceneDistribution scene_;
  torch::Tensor picture_bytes_;  // [count, H, W, C] uint8
  Augmenter augmenter_;
  AugmentationStrength augmentation_strength_;
  Lecam lecam_;
  ElevationLearner elevation_;
  VoxelGenerator generator_, average_;
  Discriminator discriminator_;
  torch::optim::Adam generator_adam_, discriminator_adam_;
  std::unique_ptr<TrainingMethod> method_;
  PrefetchChoice prefetch_;
  Rng rng_;
  bool mid_step_ = false;
  std::int64_t iteration_ = 0;
};

/// Latents from N(0, I): a seed's latent does not depend on the batch. @return [N, Z] on the CPU.
[[nodiscard]] torch::Tensor latents(const std::vector<std::uint64_t>& seeds, int latent_size);

/// The latents of a training step: N(0, I), as in sampling. @return [N, Z] on the CPU.
[[nodiscard]] torch::Tensor draw_latents(Rng& rng, std::int64_t count, std::int64_t latent_size);

}  // namespace iggan
