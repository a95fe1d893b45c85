#pragma once
#include <cstdint>
#include <string_view>

namespace iggan {

/// A small, fast, seeded random number generator (SplitMix64) whose numbers are the same on every
/// platform and standard library. Copyable value: the state is one integer, so it can be saved and
/// restored.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next();
  /// Uniform in [0, 1) with 53 random bits.
  [[nodiscard]] double uniform();
  /// Uniform in [low, high).
  [[nodiscard]] double uniform(double low, double high);
  /// Uniform integer in [0, count); count > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t count);
  /// Standard normal (Box-Muller, one number per call).
  [[nodiscard]] double normal();

  [[nodiscard]] std::uint64_t state() const { return state_; }

 private:
  std::uint64_t state_;
};

/// Mixes a seed with a purpose and an index, so that independent streams never share draws:
/// Rng(seed_for(seed, "camera", image_index)).
[[nodiscard]] std::uint64_t seed_for(std::uint64_t seed, std::string_view purpose,
                                     std::uint64_t index = 0);

}  // namespace iggan
