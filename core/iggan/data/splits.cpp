#include <iggan/data/splits.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <numeric>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/voxel_iou.h>

namespace iggan {
namespace {

constexpr double kNearDuplicate = 0.9;  // intersection over union

/// Models that must share a split, with the rank that the hash of their keys gives them.
struct Group {
  std::uint64_t rank = ~std::uint64_t{0};
  std::vector<std::size_t> members;
};

/// Groups the models `members`, all of one category, by their overlap, in order of rank.
std::vector<Group> grouped(const std::vector<SplitCandidate>& models,
                           const std::vector<std::size_t>& members, std::uint64_t seed) {
  std::vector<std::size_t> leader(members.size());
  std::iota(leader.begin(), leader.end(), std::size_t{0});
  std::vector<PackedGrid> grids;
  grids.reserve(members.size());
  const auto root = [&](std::size_t i) {
    while (leader[i] != i) i = leader[i];
    return i;
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    grids.push_back(pack(*models[members[i]].grid));
    for (std::size_t j = 0; j < i; ++j) {
      const auto [fewer, more] = std::minmax(grids[i].count, grids[j].count);
      if (static_cast<double>(fewer) <= kNearDuplicate * static_cast<double>(more)) continue;
      if (voxel_iou(grids[i], grids[j]) > kNearDuplicate) leader[root(i)] = root(j);
    }
  }
  std::map<std::size_t, Group> by_leader;
  for (std::size_t i = 0; i < members.size(); ++i) {
    Group& group = by_leader[root(i)];
    group.members.push_back(members[i]);
    group.rank = std::min(group.rank, seed_for(seed, models[members[i]].key));
  }
  std::vector<Group> groups;
  for (auto& entry : by_leader) groups.push_back(std::move(entry.second));
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.rank < b.rank; });
  return groups;
}

/// How many of `total` go to train, val and test.
std::array<std::size_t, 3> dealt(std::size_t total, const SplitShares& shares) {
  constexpr std::size_t kOrder[] = {0, 2, 1};  // train, test, val: the order of filling
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  std::array<std::size_t, 3> counts{};
  std::array<double, 3> wanted{};
  for (std::size_t i = 0; i < 3; ++i) {
    wanted[i] = static_cast<double>(total) * shares[i] / sum;
    counts[i] = static_cast<std::size_t>(wanted[i] + 1e-9);
  }
  while (std::accumulate(counts.begin(), counts.end(), std::size_t{0}) < total) {
    std::size_t best = kOrder[0];
    for (const std::size_t i : kOrder)
      if (wanted[i] - static_cast<double>(counts[i]) >
          wanted[best] - static_cast<double>(counts[best]) + 1e-9)
        best = i;
    ++counts[best];
  }
  for (const std::size_t i : kOrder) {
    auto* most = std::max_element(counts.begin(), counts.end());
    if (shares[i] == 0 || counts[i] > 0 || *most < 2) continue;
    --*most;
    ++counts[i];
  }
  return counts;
}

}  // namespace

SplitShares parse_split_shares(const std::string& text) {
  SplitShares shares{};
  const char* at = text.data();
  const char* const end = at + text.size();
  bool good = true;
  for (std::size_t i = 0; i < 3 && good; ++i) {
    const auto [next, error] = std::from_chars(at, end, shares[i]);
    const bool last = i == 2;
    good = error == std::errc() && shares[i] >= 0 && shares[i] <= 1'000'000 &&
           (last ? next == end : next != end && *next == '/');
    at = last ? next : next + 1;
  }
  if (!good || shares[0] + shares[1] + shares[2] == 0)
    fail<ConfigError>("the split '{}' is not of the form TRAIN/VAL/TEST, e.g. 80/10/10", text);
  return shares;
}

std::vector<Split> assign_splits(const std::vector<SplitCandidate>& models,
                                 const SplitShares& shares, std::uint64_t seed) {
  std::map<std::string, std::vector<std::size_t>> categories;
  for (std::size_t i = 0; i < models.size(); ++i) categories[models[i].category].push_back(i);
  std::vector<Split> splits(models.size(), Split::train);
  for (const auto& category : categories) {
    const std::vector<Group> groups = grouped(models, category.second, seed);
    const auto counts = dealt(groups.size(), shares);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const Split split = i < counts[1]               ? Split::val
                          : i < counts[1] + counts[2] ? Split::test
                                                      : Split::train;
      for (const std::size_t member : groups[i].members) splits[member] = split;
    }
  }
  return splits;
}

}  // namespace iggan
