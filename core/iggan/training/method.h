#pragma once
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <vector>

#include <torch/torch.h>

#include <iggan/base/rng.h>
#include <iggan/config/training_config.h>
#include <iggan/models/tensor_file.h>
#include <iggan/scene/shot.h>
#include <iggan/training/augmentation.h>
#include <iggan/training/black_box.h>
#include <iggan/training/compute.h>
#include <iggan/training/statistics.h>

namespace iggan {

/// What the steps of an iteration share. The random draws do not depend on the method, except
/// through the draws of its pretraining.
struct Batch {
  std::int64_t iteration = 0;
  double rate_factor = 1;            // on the learning rates of all networks
  std::vector<Shot> shots;           // framed by the method where the scene asks for it
  std::vector<double> thresholds;    // t of each sample
  std::vector<std::uint64_t> seeds;  // for renderers that sample
  bool render_in_parallel = false;   // with the networks
  torch::Tensor real;                // [N, C, H, W] pictures of the data set
  torch::Tensor shapes;              // [N / views, K, R, R, R] from G, with its graph
  torch::Tensor voxels;       // the shapes of the N samples: [N, K, R, R, R] from G, with its graph
  torch::Tensor discrete;     // [N, 1 or 4, R, R, R] uint8 as the black box renders them; method
                              // iggan only
  torch::Tensor fake;         // [N, C, H, W] what D sees as fake
  torch::Tensor real_logits;  // [N] from a relativistic D after its step, without a graph
  // The augmentations of what D sees: of the real pictures, and of each sample's pictures, whatever
  // made them.
  Augmentation real_augmentation, fake_augmentation;
};

/// Called after each step of pretraining with its number and loss; returns false to stop early.
using PretrainingReport = std::function<bool(int, double)>;

/// D's logits of pictures [N, C, H, W] of the batch's samples; [N], differentiable. All pictures of
/// a sample are augmented alike, so equal pictures get equal logits.
using Judge = std::function<torch::Tensor(const torch::Tensor&)>;

/// What G minimises, from D's logits [N] of the batch's samples: the non-saturating loss, or, if D
/// is relativistic, the loss against the batch's real pictures.
[[nodiscard]] torch::Tensor generator_loss_of(const Batch& batch, const torch::Tensor& logits);

/// The way from generated shapes to the pictures that D judges, and from D's judgement back to the
/// shapes. Generator, discriminator and their steps belong to the trainer and are the same for all
/// methods.
class TrainingMethod {
 public:
  virtual ~TrainingMethod() = default;

  /// Starts making the pictures of batch.voxels that become batch.fake; may first change the
  /// voxels. A black box may work in parallel with the caller; the future carries its exceptions.
  virtual std::future<torch::Tensor> begin_fakes(Batch& batch) = 0;
  /// While batch.fake is made, computes the part of voxel_gradient() that does not depend on
  /// batch.fake.
  virtual void prepare(const Batch&) {}

  /// Writes G's loss into the statistics and returns its gradient with respect to batch.voxels. A
  /// method with its own network trains the network first. Changes neither G nor D. Call prepare()
  /// first.
  /// @return [N, K, R, R, R].
  virtual torch::Tensor voxel_gradient(const Batch& batch, const Judge& judge,
                                       StepStatistics& statistics) = 0;

  /// The differentiable picture of voxels [N, K, R, R, R], for people; [N, C, H, W].
  virtual torch::Tensor picture(const torch::Tensor& voxels, const std::vector<Shot>& shots) = 0;

  /// Reads what pretrain() draws from. If this was not called, pretrain() reads it.
  /// @throws DataError.
  virtual void prepare_pretraining() {}

  /// Learns what can be learned before the loop; by default nothing.
  virtual void pretrain(Rng&, const PretrainingReport&) {}

  /// What the method has learned, as part of a checkpoint.
  virtual void save(TensorFile&) const {}
  virtual void load(const TensorFile&) {}
};

/// The method that config.method names.
/// @param black_box  of the stage's scene; must outlive the method.
/// @throws DataError when the method cannot explain the scene's pictures.
[[nodiscard]] std::unique_ptr<TrainingMethod> make_method(const TrainingConfig& config,
                                                          BlackBox& black_box,
                                                          const Compute& compute,
                                                          const Stage& stage = {});

}  // namespace iggan
