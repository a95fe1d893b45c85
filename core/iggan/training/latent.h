#pragma once
#include <vector>

namespace iggan {

/// What a generator makes one shape of: Z numbers, drawn from N(0, I) in training.
using Latent = std::vector<float>;

/// Latents on the way from one to another, the ends among them. Directions turn and lengths stretch
/// evenly: what lies between two normal draws is then as likely as they are.
/// @param from, to  of one size, neither all zeros.
/// @param count     at least 2.
[[nodiscard]] std::vector<Latent> latents_between(const Latent& from, const Latent& to, int count);

}  // namespace iggan
