#pragma once
#include <iggan/models/image_formation.h>
#include <iggan/training/method.h>

namespace iggan {

/// The baselines: a fixed image formation of the continuous voxels replaces black box and proxy.
/// There is no threshold and no renderer; only G and D learn.
class BaselineMethod : public TrainingMethod {
 public:
  /// @param scene  of the stage.
  BaselineMethod(const TrainingConfig& config, const SceneDistribution& scene,
                 std::shared_ptr<Ranks> ranks, const Stage& stage = {});

  std::future<torch::Tensor> begin_fakes(Batch& batch) override;
  torch::Tensor voxel_gradient(const Batch& batch, const Judge& judge,
                               StepStatistics& statistics) override;
  torch::Tensor picture(const torch::Tensor& voxels, const std::vector<Shot>& shots) override;

 private:
  SceneDistribution scene_;
  ImageFormation formation_;
  std::shared_ptr<Ranks> ranks_;
};

}  // namespace iggan
