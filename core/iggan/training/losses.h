#pragma once
#include <torch/torch.h>

/// The losses, always computed from logits: log D(I) is the logsigmoid of the logit, and
/// log(1 - D(I)) is that of its negative. Source: Lunz et al. 2020, arXiv:2002.12674, section 3.
namespace iggan {

/// -E[log D(real)] - E[log(1 - D(fake))], each a mean over the batch; what D minimises.
/// @param real_logits, fake_logits [N].
[[nodiscard]] torch::Tensor discriminator_loss(const torch::Tensor& real_logits,
                                               const torch::Tensor& fake_logits);

/// The relativistic form, on pairs: E[softplus(D(fake) - D(real))], a mean over the batch's pairs
/// of a real and a generated picture. D minimises it; G minimises it with the two swapped.
/// @param judged, other [N]; the logits that should be higher (judged) and lower (other). Source:
/// Jolicoeur-Martineau 2018, arXiv:1807.00734, as in Huang et al. 2024 (R3GAN), arXiv:2501.05441.
[[nodiscard]] torch::Tensor relativistic_loss(const torch::Tensor& judged,
                                              const torch::Tensor& other);

/// For each pair of neighbouring voxels on different sides of 1/2: the cross entropy of each
/// voxel's occupancy with the side of the other voxel. Mean over these pairs and over the batch.
/// The loss grows with the certainty of surfaces, and so removes surfaces that the pictures do not
/// need. 0 without such pairs.
/// @param shapes [N, K, R, R, R], occupancy first.
/// Source: Gao et al. 2022 (GET3D), arXiv:2209.11163, equation 2.
[[nodiscard]] torch::Tensor sign_consistency_loss(const torch::Tensor& shapes);

/// E[relu(log least - log mean(shape))^2], a mean over the batch: 0 unless a shape vanishes. Once
/// shapes are empty, almost no gradient passes through the proxy and G's last layer: what remains
/// is smaller than Adam's epsilon. This loss's gradient, summed over logits, stays about
/// 1, however empty the shapes are.
/// @param shapes [N, K, R, R, R], occupancy first; never 0.
/// @param least  in (0, 1).
[[nodiscard]] torch::Tensor vanishing_loss(const torch::Tensor& shapes, double least);

/// -E[log D(fake)], mean over the batch (non-saturating); what G minimises.
/// @param fake_logits [N].
[[nodiscard]] torch::Tensor generator_loss(const torch::Tensor& fake_logits);

/// Squared error summed over pixels and channels, mean over the batch.
/// @param proxy, target [N, C, H, W].
[[nodiscard]] torch::Tensor proxy_l2_loss(const torch::Tensor& proxy, const torch::Tensor& target);

/// Discriminator output matching: (log D(proxy) - log D(target))^2, mean over the batch; on the
/// logits themselves with a relativistic D, which gives no probability for a single picture.
/// @param proxy_logits, target_logits [N]; the target's carry no gradient.
[[nodiscard]] torch::Tensor dom_loss(const torch::Tensor& proxy_logits,
                                     const torch::Tensor& target_logits, bool relativistic = false);

/// |grad D(picture)|^2 summed over pixels, mean over the batch, times gamma / 2: R1 on real
/// pictures, R2 on generated ones.
/// @param logits   [N].
/// @param pictures [N, C, H, W], must require a gradient and have produced `logits`.
/// Source: Mescheder et al. 2018, arXiv:1801.04406.
[[nodiscard]] torch::Tensor gradient_penalty(const torch::Tensor& logits,
                                             const torch::Tensor& pictures, double gamma);

/// E[relu(D(real) - a_F)^2] + E[relu(a_R - D(fake))^2], each a mean over the batch: D's output on
/// one kind of picture stays close to its output on the other.
/// @param real_logits, fake_logits [N].
/// @param real_mean, fake_mean     a_R, a_F: moving averages of their means.
/// Source: Tseng et al. 2021 (LeCam), arXiv:2104.03310.
[[nodiscard]] torch::Tensor lecam_loss(const torch::Tensor& real_logits,
                                       const torch::Tensor& fake_logits, double real_mean,
                                       double fake_mean);

}  // namespace iggan
