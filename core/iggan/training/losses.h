#pragma once
#include <torch/torch.h>

/// The losses, always from logits: log D(I) is logsigmoid of the logit, log(1 - D(I)) logsigmoid of
/// its negative. Source: Lunz et al. 2020, arXiv:2002.12674, section 3.
namespace iggan {

/// -E[log D(real)] - E[log(1 - D(fake))], each a mean over the batch; what D minimises.
/// @param real_logits, fake_logits [N].
[[nodiscard]] torch::Tensor discriminator_loss(const torch::Tensor& real_logits,
                                               const torch::Tensor& fake_logits);

/// -E[log D(fake)], mean over the batch (non-saturating); what G minimises.
/// @param fake_logits [N].
[[nodiscard]] torch::Tensor generator_loss(const torch::Tensor& fake_logits);

/// Squared error summed over pixels and channels, mean over the batch.
/// @param proxy, target [N, C, H, W].
[[nodiscard]] torch::Tensor proxy_l2_loss(const torch::Tensor& proxy, const torch::Tensor& target);

/// Discriminator output matching: (log D(proxy) - log D(target))^2, mean over the batch.
/// @param proxy_logits, target_logits [N]; the target's carry no gradient.
[[nodiscard]] torch::Tensor dom_loss(const torch::Tensor& proxy_logits,
                                     const torch::Tensor& target_logits);

/// R1: |grad D(real)|^2 summed over pixels, mean over the batch, times gamma / 2.
/// @param real_logits [N].
/// @param pictures    [N, C, H, W], must require a gradient and have produced `real_logits`.
/// Source: Mescheder et al. 2018, arXiv:1801.04406.
[[nodiscard]] torch::Tensor r1_penalty(const torch::Tensor& real_logits,
                                       const torch::Tensor& pictures, double gamma);

}  // namespace iggan
