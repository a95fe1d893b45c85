#pragma once
#include <utility>
#include <vector>

#include <iggan/base/rng.h>

namespace iggan {

/// Puts the values into a random order (Fisher-Yates).
template <class T>
void shuffle(std::vector<T>& values, Rng& rng) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[rng.below(i)]);
}

/// The first `count` values of a random order.
/// @param count  at most values.size().
template <class T>
[[nodiscard]] std::vector<T> random_subset(std::vector<T> values, std::size_t count, Rng rng) {
  for (std::size_t i = 0; i < count; ++i)
    std::swap(values[i], values[i + rng.below(values.size() - i)]);
  values.erase(values.begin() + static_cast<std::ptrdiff_t>(count), values.end());
  return values;
}

}  // namespace iggan
