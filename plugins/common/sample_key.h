#pragma once
#include <cstdint>

namespace iggan::plugins {

/// The key of a shading point's random draws. They are counter-based, so a pixel's colour depends
/// only on its job.
struct SampleKey {
  std::uint64_t seed = 0, pixel = 0, sample = 0;

  /// Uniform in [0, 1); `draw` counts the draws of one sample.
  [[nodiscard]] double uniform(std::uint64_t draw) const {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ull;
    std::uint64_t state = mix(seed + kGolden);
    for (const std::uint64_t part : {pixel, sample, draw})
      state = mix(state + (part + 1) * kGolden);
    return static_cast<double>(state >> 11) * 0x1.0p-53;
  }

 private:
  /// SplitMix64's finaliser.
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
};

/// The draws of one sample, one after another.
class Draws {
 public:
  explicit Draws(const SampleKey& key) : key_(key) {}
  [[nodiscard]] double uniform() { return key_.uniform(count_++); }

 private:
  SampleKey key_;
  std::uint64_t count_ = 0;
};

}  // namespace iggan::plugins
