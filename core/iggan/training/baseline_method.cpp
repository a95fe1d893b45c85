#include <iggan/training/baseline_method.h>

#include <utility>

#include <iggan/training/framed_shots.h>
#include <iggan/training/losses.h>
#include <iggan/training/optimization.h>

namespace iggan {
namespace {

/// As many rays as for the final stage's pictures: a stage's real pictures are averages of those,
/// and D must not see a difference in how edges are sampled.
BaselineOptions options_at(BaselineOptions options, const Stage& stage) {
  options.samples_per_axis <<= stage.doublings_left();
  return options;
}

}  // namespace

BaselineMethod::BaselineMethod(const TrainingConfig& config, const SceneDistribution& scene,
                               std::shared_ptr<Ranks> ranks, const Stage& stage)
    : scene_(scene),
      formation_(config.method, options_at(config.baseline, stage), scene),
      ranks_(std::move(ranks)) {}

/// One picture serves two purposes: without its graph it is D's fake, and with its graph it gives
/// G's gradient. It is rounded like the set's pictures; otherwise D could distinguish them by
/// rounding.
std::future<torch::Tensor> BaselineMethod::begin_fakes(Batch& batch) {
  batch.shots = framed_shots(scene_, std::move(batch.shots), batch.voxels);
  std::promise<torch::Tensor> fake;
  fake.set_value(rounded_as_saved(formation_.forward(batch.voxels, batch.shots)));
  return fake.get_future();
}

/// max_G  E[log D(F(G(z), v))]; the gradient flows D -> F -> G.
torch::Tensor BaselineMethod::voxel_gradient(const Batch& batch, const Judge& judge,
                                             StepStatistics& statistics) {
  const torch::Tensor loss = generator_loss_of(batch, judge(batch.fake));
  statistics.generator_loss = finite_item(loss, {"generator", batch.iteration}, *ranks_);
  return torch::autograd::grad({loss}, {batch.voxels})[0];
}

torch::Tensor BaselineMethod::picture(const torch::Tensor& voxels, const std::vector<Shot>& shots) {
  return formation_.forward(voxels, shots);
}

}  // namespace iggan
