#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/geometry/yaw.h>
#include <iggan/metrics/hidden_air.h>

#include "support/boxes.h"

using iggan::VoxelGrid;

namespace {

void carve(VoxelGrid& grid, const iggan::CellBox& hole) {
  for (int z = hole.low[2]; z < hole.high[2]; ++z)
    for (int y = hole.low[1]; y < hole.high[1]; ++y)
      for (int x = hole.low[0]; x < hole.high[0]; ++x) grid.set(x, y, z, false);
}

/// 10 x 5 x 8 cells outside, 8 x 4 x 6 inside, open at the top.
VoxelGrid bathtub() {
  VoxelGrid tub = box(16, {3, 4, 2}, {13, 9, 10});
  carve(tub, {{4, 5, 3}, {12, 9, 9}});
  return tub;
}

iggan::CavityOverlap overlap_of(const VoxelGrid& sample_air, const VoxelGrid& reference_air) {
  return iggan::cavity_overlap(iggan::pack(sample_air), iggan::pack(reference_air));
}

}  // namespace

TEST_CASE("the hidden air of a bathtub is what it holds up to the rim", "[metrics]") {
  CHECK(iggan::hidden_air(bathtub()).occupancy == box(16, {4, 5, 3}, {12, 9, 9}).occupancy);
}

TEST_CASE("what a silhouette shows is not hidden", "[metrics]") {
  CHECK(iggan::hidden_air(box(16, {3, 4, 2}, {13, 9, 10})).count() == 0);  // a box
  CHECK(iggan::hidden_air(VoxelGrid::cube(8)).count() == 0);
  VoxelGrid channel = bathtub();  // open at both ends
  carve(channel, {{4, 5, 2}, {12, 9, 10}});
  CHECK(iggan::hidden_air(channel).count() == 0);
  VoxelGrid table = box(16, {2, 10, 2}, {14, 12, 14});  // on four legs
  for (const int x : {2, 12})
    for (const int z : {2, 12}) iggan::fill_box(table, {{x, 0, z}, {x + 2, 10, z + 2}});
  CHECK(iggan::hidden_air(table).count() == 0);
}

TEST_CASE("a sofa hides its seat between arms and back, but not without them", "[metrics]") {
  VoxelGrid sofa = box(16, {2, 0, 4}, {14, 4, 12});
  iggan::fill_box(sofa, {{2, 4, 4}, {14, 10, 6}});
  const VoxelGrid bench = sofa;
  iggan::fill_box(sofa, {{2, 4, 6}, {4, 7, 12}});
  iggan::fill_box(sofa, {{12, 4, 6}, {14, 7, 12}});
  CHECK(iggan::hidden_air(sofa).at(8, 4, 7));
  CHECK_FALSE(iggan::hidden_air(sofa).at(8, 8, 10));  // above the arms, in front of the back
  CHECK(iggan::hidden_air(bench).count() == 0);
}

TEST_CASE("cavity recall is the share of the reference's cells, precision of the sample's",
          "[metrics]") {
  const VoxelGrid reference = iggan::hidden_air(bathtub());  // 8 x 4 x 6
  VoxelGrid shallow = bathtub();
  iggan::fill_box(shallow, {{4, 5, 3}, {12, 7, 9}});  // half as deep
  const auto half = overlap_of(iggan::hidden_air(shallow), reference);
  CHECK(half.recall() == Approx(0.5));
  CHECK(half.precision() == 1);
  const auto exchanged = overlap_of(reference, iggan::hidden_air(shallow));
  CHECK(exchanged.recall() == 1);
  CHECK(exchanged.precision() == Approx(0.5));
  CHECK(overlap_of(reference, reference).recall() == 1);
  const VoxelGrid none = iggan::hidden_air(box(16, {3, 4, 2}, {13, 9, 10}));
  CHECK(overlap_of(none, reference).recall() == 0);
  CHECK(overlap_of(reference, none).recall() == 0);  // nothing to reproduce
  auto sum = half;
  sum += overlap_of(none, reference);
  CHECK(sum.recall() == Approx(0.25));  // cells are summed, not fractions
  CHECK_THROWS_AS(overlap_of(reference, VoxelGrid::cube(8)), iggan::DataError);
}

TEST_CASE("a turned bathtub hides about as much air", "[metrics]") {
  const double whole = static_cast<double>(iggan::hidden_air(bathtub()).count());
  for (const double yaw : {30.0, 45.0, 90.0}) {
    const VoxelGrid turned = iggan::turn_by_yaw(iggan::widen_for_yaw(bathtub()), yaw);
    INFO(yaw);
    CHECK(static_cast<double>(iggan::hidden_air(turned).count()) == Approx(whole).epsilon(0.15));
  }
}
