#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <iggan/data/shape_set.h>

namespace iggan {

/// The relative sizes of train, val and test, in any unit: {80, 10, 10}.
using SplitShares = std::array<int, 3>;

/// "80/10/10". @throws ConfigError unless these are three whole numbers, at least one of them
/// positive.
[[nodiscard]] SplitShares parse_split_shares(const std::string& text);

/// A model that gets a split.
struct SplitCandidate {
  std::string key;  // with the seed, the only input to the split, so that a model keeps its split
                    // from set to set
  std::string category;
  const VoxelGrid* grid = nullptr;
};

/// Assigns whole models to the splits, category by category. Models whose grids overlap by more
/// than 0.9 (intersection over union) stay together. Every split with a positive share gets at
/// least one model of each category that has enough of them, in the order train, test, val. A
/// different seed gives a different assignment.
[[nodiscard]] std::vector<Split> assign_splits(const std::vector<SplitCandidate>& models,
                                               const SplitShares& shares, std::uint64_t seed = 0);

}  // namespace iggan
