#pragma once
#include <vector>

namespace iggan {

/// The input from which a generator makes one shape: Z numbers, drawn from N(0, I) in training.
using Latent = std::vector<float>;

/// Latents between two latents, ends included. Direction and length change evenly, so the latents
/// between two normal draws are as likely as the draws.
/// @param from, to  of equal size, neither all zeros.
/// @param count     at least 2.
[[nodiscard]] std::vector<Latent> latents_between(const Latent& from, const Latent& to, int count);

}  // namespace iggan
