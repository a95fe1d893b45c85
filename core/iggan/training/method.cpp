#include <iggan/training/method.h>

#include <iggan/training/baseline_method.h>
#include <iggan/training/iggan_method.h>
#include <iggan/training/losses.h>

namespace iggan {

torch::Tensor generator_loss_of(const Batch& batch, const torch::Tensor& logits) {
  return batch.real_logits.defined() ? relativistic_loss(logits, batch.real_logits)
                                     : generator_loss(logits);
}

std::unique_ptr<TrainingMethod> make_method(const TrainingConfig& config, BlackBox& black_box,
                                            const Compute& compute, const Stage& stage) {
  switch (config.method) {
    case Method::iggan:
      return std::make_unique<IgganMethod>(config, black_box, compute, stage);
    case Method::visual_hull:
    case Method::absorption_only:
    case Method::emission_absorption:
      return std::make_unique<BaselineMethod>(config, black_box.scene(), compute.ranks, stage);
  }
  fail<ConfigError>("method: unknown value {}", static_cast<int>(config.method));
}

}  // namespace iggan
