#include <support/catch.h>

#include <cmath>

#include <iggan/evaluation/shape_distances.h>
#include <iggan/geometry/yaw.h>

#include "support/boxes.h"

using iggan::Pose;
using iggan::VoxelGrid;

namespace {

std::vector<VoxelGrid> bars() {
  return {box(8, {0, 0, 0}, {8, 1, 1}), box(8, {0, 0, 0}, {8, 4, 1}), box(8, {0, 0, 0}, {8, 8, 1}),
          box(8, {0, 0, 0}, {8, 8, 8})};
}

}  // namespace

TEST_CASE("copies cover every reference and cannot be distinguished from them", "[evaluation]") {
  const auto set = bars();
  const auto scores = iggan::shape_distances(iggan::borrow(set), {}, iggan::borrow(set), {});
  REQUIRE(scores);
  CHECK(scores->count == 4);
  CHECK(scores->iou.covered == 1);
  CHECK(scores->iou.minimum_matching == 0);
  CHECK(scores->iou.neighbour_accuracy == 0);
  CHECK(scores->chamfer.covered == 1);
  CHECK(scores->chamfer.minimum_matching < 1e-3);  // other points of the same surfaces
  CHECK(scores->chamfer.neighbour_accuracy == 0);
}

TEST_CASE("one repeated shape covers one reference", "[evaluation]") {
  const auto references = bars();
  const std::vector<VoxelGrid> samples(4, references[1]);
  const auto scores =
      iggan::shape_distances(iggan::borrow(samples), {}, iggan::borrow(references), {});
  CHECK(scores->iou.covered == 0.25);
  // From a bar of 32 cells to bars of 8, 32, 64 and 512 cells.
  CHECK(scores->iou.minimum_matching ==
        Approx((1 - 8 / 32.0 + 0 + 1 - 32 / 64.0 + 1 - 32 / 512.0) / 4));
  CHECK(scores->chamfer.covered == 0.25);
  // Each sample is as near to its copies as to the reference: four halves. Among the references,
  // the first and the third are tied, the second is mistaken for a sample, and the fourth is
  // recognised.
  CHECK(scores->iou.neighbour_accuracy == Approx((4 * 0.5 + 0.5 + 0 + 0.5 + 1) / 8));
}

TEST_CASE("samples are posed before they are compared with references", "[evaluation]") {
  const auto references = bars();
  std::vector<VoxelGrid> turned;
  for (const auto& grid : references) turned.push_back(iggan::turn_by_yaw(grid, 90));
  const auto askew =
      iggan::shape_distances(iggan::borrow(turned), {}, iggan::borrow(references), {});
  const auto aligned =
      iggan::shape_distances(iggan::borrow(turned), Pose{270, {}}, iggan::borrow(references), {});
  CHECK(aligned->iou.minimum_matching == 0);
  CHECK(askew->iou.minimum_matching > 0.2);
  CHECK(aligned->chamfer.minimum_matching < 0.1 * askew->chamfer.minimum_matching);
}

TEST_CASE("both sets have the same size, and an empty sample is infinitely far", "[evaluation]") {
  const auto references = bars();
  const std::vector<VoxelGrid> three{references[0], VoxelGrid::cube(8), references[3]};
  iggan::ShapeDistanceOptions options;
  const auto scores =
      iggan::shape_distances(iggan::borrow(three), {}, iggan::borrow(references), options);
  CHECK(scores->count == 3);
  CHECK(scores->iou.covered <= Approx(2.0 / 3));
  CHECK(std::isfinite(scores->chamfer.minimum_matching));
  options.count = 2;
  CHECK(
      iggan::shape_distances(iggan::borrow(three), {}, iggan::borrow(references), options)->count ==
      2);
  options.count = 0;
  CHECK_FALSE(iggan::shape_distances(iggan::borrow(three), {}, iggan::borrow(references), options));
  CHECK_FALSE(iggan::shape_distances({&three[0]}, {}, iggan::borrow(references), {}));
}
