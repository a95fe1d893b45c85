#include <iggan/training/latent.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <iggan/base/error.h>

namespace iggan {
namespace {

double product(const Latent& a, const Latent& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

std::vector<Latent> latents_between(const Latent& from, const Latent& to, int count) {
  IGGAN_CHECK(count >= 2 && from.size() == to.size());
  const double length_from = std::sqrt(product(from, from)), length_to = std::sqrt(product(to, to));
  IGGAN_CHECK(length_from > 0 && length_to > 0);
  const double angle =
      std::acos(std::clamp(product(from, to) / (length_from * length_to), -1.0, 1.0));
  // No rotation is defined between two latents in the same or in opposite directions.
  const bool turns = std::sin(angle) > 1e-6;
  std::vector<Latent> way;
  for (int i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / (count - 1);
    const double of_from = turns ? std::sin((1 - t) * angle) / std::sin(angle) : 1 - t;
    const double of_to = turns ? std::sin(t * angle) / std::sin(angle) : t;
    const double length = length_from * (1 - t) + length_to * t;
    Latent step(from.size());
    for (std::size_t k = 0; k < step.size(); ++k)
      step[k] = float((from[k] / length_from * of_from + to[k] / length_to * of_to) * length);
    way.push_back(std::move(step));
  }
  return way;
}

}  // namespace iggan
