#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/geometry/voxel_iou.h>
#include <iggan/geometry/yaw.h>
#include <iggan/metrics/best_match.h>
#include <iggan/metrics/coverage.h>

#include "support/boxes.h"

using iggan::Mirroring;
using iggan::VoxelGrid;

namespace {

/// A seat that faces +Z and has one arm, on its +X side: no symmetry at all.
VoxelGrid one_armed_seat() {
  VoxelGrid seat = box(16, {4, 2, 4}, {12, 4, 11});
  iggan::fill_box(seat, {{4, 4, 4}, {12, 11, 6}});
  iggan::fill_box(seat, {{10, 4, 6}, {12, 6, 11}});
  return seat;
}

}  // namespace

TEST_CASE("each sample finds its nearest reference, not the other way round", "[metrics]") {
  // Three samples and two references, so that swapped arguments cannot go unnoticed.
  const std::vector<VoxelGrid> samples{box(4, {0, 0, 0}, {4, 1, 1}),      // 4 cells
                                       box(4, {0, 0, 0}, {2, 1, 1}),      // 2 cells
                                       box(4, {0, 3, 3}, {1, 4, 4})};     // 1 cell, isolated
  const std::vector<VoxelGrid> references{box(4, {0, 0, 0}, {1, 1, 1}),   // 1 cell
                                          box(4, {0, 0, 0}, {4, 2, 1})};  // 8 cells
  const auto packed = iggan::pack_references(iggan::borrow(references));
  const auto table = iggan::match_samples(iggan::borrow(samples), packed, {iggan::Pose{}}, 1);
  REQUIRE(table.samples == 3);
  REQUIRE(table.poses == 1);
  CHECK(table.at(0, 0).reference == 1);
  CHECK(table.at(0, 0).iou == Approx(4.0 / 8));
  CHECK(table.at(1, 0).reference == 0);
  CHECK(table.at(1, 0).iou == Approx(1.0 / 2));
  CHECK(table.at(2, 0).iou == 0);
}

TEST_CASE("the best air IoU may come from a different reference than the best IoU", "[metrics]") {
  VoxelGrid sample = box(8, {0, 0, 0}, {4, 4, 4});
  iggan::fill_box(sample, {{0, 4, 0}, {4, 8, 1}});  // air: 4 x 4 x 3 = 48
  VoxelGrid solid_like = sample;
  iggan::fill_box(solid_like, {{0, 4, 1}, {4, 8, 2}});  // IoU 80/96, air 32/48
  VoxelGrid air_like = box(8, {0, 3, 0}, {4, 4, 4});
  iggan::fill_box(air_like, {{0, 4, 0}, {4, 8, 1}});  // IoU 32/80, the same air
  const std::vector<VoxelGrid> references{air_like, solid_like};
  const auto packed = iggan::pack_references(iggan::borrow(references));
  const auto match = iggan::match_samples({&sample}, packed, {iggan::Pose{}}, 1).at(0, 0);
  CHECK(match.reference == 1);
  CHECK(match.iou == Approx(80.0 / 96));
  CHECK(match.neighbour_air_iou == Approx(32.0 / 48));
  CHECK(match.air_iou == 1.0);
}

TEST_CASE("the search over yaw undoes a rotation, and finds a mirror image only with mirroring on",
          "[metrics]") {
  const auto seat = one_armed_seat();
  const auto packed = iggan::pack_references({&seat});
  const auto turned = iggan::turn_by_yaw(seat, 90);
  const auto poses = iggan::candidate_poses(15, Mirroring::off);
  const auto table = iggan::match_samples({&turned}, packed, poses, 1);
  const auto best = iggan::best_own_poses(table).at(0);
  CHECK(poses[best].yaw_degrees == 270);
  CHECK(table.at(0, best).iou == 1.0);

  const auto mirrored = iggan::mirror_x(seat);
  const auto without = iggan::match_samples({&mirrored}, packed, poses, 1);
  CHECK(without.at(0, iggan::best_own_poses(without).at(0)).iou < 0.95);
  const auto more = iggan::candidate_poses(15, Mirroring::on);
  CHECK(more.size() == 48);
  const auto with = iggan::match_samples({&mirrored}, packed, more, 1);
  const auto found = iggan::best_own_poses(with).at(0);
  CHECK(more[found].mirrored == Mirroring::on);
  CHECK(more[found].yaw_degrees == 0);
  CHECK(with.at(0, found).iou == 1.0);
}

TEST_CASE("one yaw for all samples is the majority's while each sample may have its own",
          "[metrics]") {
  const auto seat = one_armed_seat();
  const std::vector<VoxelGrid> samples{iggan::turn_by_yaw(seat, 90), iggan::turn_by_yaw(seat, 180),
                                       iggan::turn_by_yaw(seat, 90)};
  const auto packed = iggan::pack_references({&seat});
  const auto poses = iggan::candidate_poses(90, Mirroring::off);
  const auto table = iggan::match_samples(iggan::borrow(samples), packed, poses, 2);
  CHECK(poses[iggan::best_shared_pose(table)].yaw_degrees == 270);
  CHECK(iggan::best_own_poses(table) == std::vector<std::size_t>{3, 2, 3});
}

TEST_CASE("corners turned out of the grid still count against a sample", "[metrics]") {
  const auto full = box(16, {0, 0, 0}, {16, 16, 16});
  VoxelGrid octagon = iggan::turn_by_yaw(full, 45);
  octagon.albedo.clear();
  const auto packed = iggan::pack_references({&octagon});
  const auto match =
      iggan::match_samples({&full}, packed, {iggan::Pose{45, Mirroring::off}}, 1).at(0, 0);
  // A square and its copy turned by 45 degrees share an octagon of 2 (sqrt 2 - 1) of its area.
  CHECK(match.iou == Approx(0.828).margin(0.03));
}

TEST_CASE("matching gives the same table with one thread and with three", "[metrics]") {
  const auto seat = one_armed_seat();
  std::vector<VoxelGrid> samples;
  for (const double yaw : iggan::yaw_angles(30)) samples.push_back(iggan::turn_by_yaw(seat, yaw));
  const auto packed = iggan::pack_references(iggan::borrow(samples));
  const auto poses = iggan::candidate_poses(60, Mirroring::off);
  const auto one = iggan::match_samples(iggan::borrow(samples), packed, poses, 1);
  const auto three = iggan::match_samples(iggan::borrow(samples), packed, poses, 3);
  REQUIRE(one.matches.size() == three.matches.size());
  for (std::size_t i = 0; i < one.matches.size(); ++i) {
    CHECK(one.matches[i].reference == three.matches[i].reference);
    CHECK(one.matches[i].iou == three.matches[i].iou);
  }
}

TEST_CASE("matching refuses different sizes and an empty reference set", "[metrics]") {
  const auto small = VoxelGrid::cube(4);
  const auto large = VoxelGrid::cube(8);
  const auto packed = iggan::pack_references({&small});
  CHECK_THROWS_WITH(iggan::match_samples({&large}, packed, {iggan::Pose{}}, 1),
                    Contains("8x8x8") && Contains("4x4x4"));
  CHECK_THROWS_AS(iggan::match_samples({&large}, iggan::PackedReferences{}, {iggan::Pose{}}, 1),
                  iggan::DataError);
  CHECK_THROWS_AS(iggan::pack_references({&small, &large}), iggan::DataError);
}

TEST_CASE("coverage counts references and source models once and skips samples without overlap",
          "[metrics]") {
  const auto match_of = [](std::size_t reference, double iou) {
    iggan::Match match;
    match.reference = reference;
    match.iou = iou;
    return match;
  };
  // Six references of three models; five samples.
  const std::vector<std::string> sources{"a", "a", "a", "b", "b", "c"};
  const auto covered = iggan::coverage(
      {match_of(0, 0.5), match_of(2, 0.4), match_of(0, 0.9), match_of(3, 0.1), match_of(5, 0)},
      sources);
  CHECK(covered.of_references == Approx(3.0 / 6));
  CHECK(covered.distinct_sources == 2);
  CHECK(covered.sources == 3);
}
