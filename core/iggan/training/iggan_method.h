#pragma once
#include <memory>
#include <optional>

#include <iggan/models/proxy_renderer.h>
#include <iggan/training/method.h>
#include <iggan/training/pretraining.h>

namespace iggan {

/// Inverse Graphics GAN: D's fakes come from the black box, G's gradient through the proxy
/// renderer, which learns at the same time.
class IgganMethod : public TrainingMethod {
 public:
  IgganMethod(const TrainingConfig& config, BlackBox& black_box, const Compute& compute,
              const Stage& stage = {});

  /// Also shifts batch.voxels by the thresholds, so that 1/2 is the threshold of each sample.
  std::future<torch::Tensor> begin_fakes(Batch& batch) override;
  /// The proxy's pictures of the discrete and of the continuous voxels.
  void prepare(const Batch& batch) override;
  torch::Tensor voxel_gradient(const Batch& batch, const Judge& judge,
                               StepStatistics& statistics) override;
  torch::Tensor picture(const torch::Tensor& voxels, const std::vector<Shot>& shots) override;

  /// @throws DataError when config.pretraining.shapes cannot be read or has a different resolution.
  void prepare_pretraining() override;
  /// Trains the proxy alone, with L2, on discrete shapes of another domain (config.pretraining).
  /// @throws DataError as prepare_pretraining().
  void pretrain(Rng& rng, const PretrainingReport& report) override;
  void save(TensorFile& file) const override;
  void load(const TensorFile& file) override;

  [[nodiscard]] ProxyRenderer& proxy() { return *proxy_; }

 private:
  double pretrain_step(Rng& rng);
  torch::Tensor proxy_image(const torch::Tensor& voxels, const std::vector<Shot>& shots);

  struct ProxyPictures {
    torch::Tensor leaf;                  // the continuous voxels; for G too, if it shares the pass
    torch::Tensor discrete, continuous;  // [N, C, H, W], with their graphs
  };

  TrainingConfig config_;
  Stage stage_;
  ProxyPictures pictures_;
  BlackBox& black_box_;
  Compute compute_;
  std::shared_ptr<ProxyRenderer> proxy_;
  torch::optim::Adam adam_;
  std::optional<PretrainingShapes> practice_;  // what pretraining draws from, once read
  int pretrained_ = 0;                         // pretraining steps done
};

}  // namespace iggan
