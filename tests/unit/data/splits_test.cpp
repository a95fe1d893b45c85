#include <map>

#include <support/catch.h>
#include <time.h>

#include <iggan/base/error.h>
#include <iggan/data/splits.h>
#include <iggan/geometry/packed_grid.h>

using iggan::Split;
using iggan::SplitCandidate;
using iggan::SplitShares;
using iggan::VoxelGrid;

namespace {

/// Grids that share no voxel: one layer each.
std::vector<VoxelGrid> different_grids(int count) {
  std::vector<VoxelGrid> grids;
  for (int i = 0; i < count; ++i) {
    grids.emplace_back(8, count, 8);
    for (int x = 0; x < 8; ++x) grids.back().set(x, i, 3, true);
  }
  return grids;
}

std::vector<SplitCandidate> candidates(const std::vector<VoxelGrid>& grids,
                                       const std::string& category = "chair") {
  std::vector<SplitCandidate> models;
  for (std::size_t i = 0; i < grids.size(); ++i)
    models.push_back({category + std::to_string(i), category, &grids[i]});
  return models;
}

std::map<Split, int> counted(const std::vector<Split>& splits) {
  std::map<Split, int> counts;
  for (const Split split : splits) ++counts[split];
  return counts;
}

}  // namespace

TEST_CASE("splits have their shares, and small sets have at least one model in each", "[data]") {
  const auto deal = [](int count, const SplitShares& shares) {
    const auto grids = different_grids(count);
    return counted(iggan::assign_splits(candidates(grids), shares));
  };
  CHECK(deal(50, {80, 10, 10}) ==
        std::map<Split, int>{{Split::train, 40}, {Split::val, 5}, {Split::test, 5}});
  CHECK(deal(3, {80, 10, 10}) ==
        std::map<Split, int>{{Split::train, 1}, {Split::val, 1}, {Split::test, 1}});
  CHECK(deal(2, {80, 10, 10}) == std::map<Split, int>{{Split::train, 1}, {Split::test, 1}});
  CHECK(deal(1, {80, 10, 10}) == std::map<Split, int>{{Split::train, 1}});
  CHECK(deal(5, {1, 0, 0}) == std::map<Split, int>{{Split::train, 5}});
  CHECK(deal(4, {0, 0, 1}) == std::map<Split, int>{{Split::test, 4}});
}

TEST_CASE("every category is split separately", "[data]") {
  const auto grids = different_grids(10);
  auto models = candidates(grids, "chair");
  const auto sofas = candidates(grids, "sofa");
  models.insert(models.end(), sofas.begin(), sofas.end());
  const auto splits = iggan::assign_splits(models, {80, 10, 10});
  for (const auto begin : {0, 10}) {
    const auto counts = counted({splits.begin() + begin, splits.begin() + begin + 10});
    CHECK(counts == std::map<Split, int>{{Split::train, 8}, {Split::val, 1}, {Split::test, 1}});
  }
}

TEST_CASE("a model's split depends on its key, not on its position", "[data]") {
  const auto grids = different_grids(20);
  auto models = candidates(grids);
  const auto splits = iggan::assign_splits(models, {60, 20, 20});
  std::reverse(models.begin(), models.end());
  auto reversed = iggan::assign_splits(models, {60, 20, 20});
  std::reverse(reversed.begin(), reversed.end());
  CHECK(reversed == splits);
}

TEST_CASE("a different seed gives a different split with the same shares", "[data]") {
  const auto grids = different_grids(20);
  const auto models = candidates(grids);
  const auto splits = iggan::assign_splits(models, {60, 20, 20});
  const auto others = iggan::assign_splits(models, {60, 20, 20}, 1);
  CHECK(others != splits);
  CHECK(counted(others) == counted(splits));
  CHECK(iggan::assign_splits(models, {60, 20, 20}, 1) == others);
}

TEST_CASE("near-duplicates share a split", "[data]") {
  auto grids = different_grids(12);
  for (int x = 0; x < 8; ++x)
    for (int y = 0; y < 12; ++y) grids[3].set(x, y, 5, true);
  grids[8] = grids[3];
  grids[8].set(0, 0, 5, false);  // 103 of 104 voxels in common
  for (int attempt = 0; attempt < 20; ++attempt) {
    auto models = candidates(grids, "try" + std::to_string(attempt));
    const auto splits = iggan::assign_splits(models, {50, 25, 25});
    CHECK(splits[3] == splits[8]);
  }
}

TEST_CASE("shares are three whole numbers", "[data]") {
  CHECK(iggan::parse_split_shares("80/10/10") == SplitShares{80, 10, 10});
  CHECK(iggan::parse_split_shares("1/0/0") == SplitShares{1, 0, 0});
  for (const char* bad :
       {"", "80", "80/20", "80/10/10/5", "80/-10/30", "0/0/0", "a/b/c", "80/10/10 "})
    CHECK_THROWS_AS(iggan::parse_split_shares(bad), iggan::ConfigError);
}

TEST_CASE("every grid is packed once, however many others it is compared with", "[data]") {
  const auto processor_seconds = [](const auto& work) {
    timespec before{}, after{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    work();
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    return double(after.tv_sec - before.tv_sec) + 1e-9 * double(after.tv_nsec - before.tv_nsec);
  };
  constexpr int kModels = 100, kEdge = 48;
  std::vector<VoxelGrid> grids;  // with equal numbers of voxels, so that every pair is compared
  for (int i = 0; i < kModels; ++i) {
    grids.push_back(VoxelGrid::cube(kEdge));
    for (int j = 0; j < 64; ++j) grids.back().set(j % kEdge, (i + j) % kEdge, i % kEdge, true);
  }
  const double once = processor_seconds([&] {
    for (const VoxelGrid& grid : grids) CHECK(iggan::pack(grid).count > 0);
  });
  std::vector<Split> splits;
  const double all = processor_seconds([&] {
    splits = iggan::assign_splits(candidates(grids), {80, 10, 10});
  });
  CHECK(splits.size() == kModels);
  // Packing both grids for each of the 4950 pairs would take 99 times as long as packing each grid
  // once; the comparisons themselves take about as long as packing once.
  CHECK(all < 25 * once);
}
