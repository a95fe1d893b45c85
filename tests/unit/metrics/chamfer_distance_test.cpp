#include <support/catch.h>

#include <cmath>

#include <iggan/metrics/chamfer_distance.h>

#include "support/boxes.h"

using iggan::PointCloud;

TEST_CASE("a Chamfer distance is the sum of both means of squares", "[metrics]") {
  const PointCloud a{{0, 1}, {0, 0}, {0, 0}};
  const PointCloud b{{0, 0, 1}, {0, 2, 0}, {0, 0, 0.5}};
  // To b: 0 and 0.25. To a: 0, 4 and 0.25.
  CHECK(iggan::chamfer_distance(a, b) == Approx(0.25 / 2 + 4.25 / 3));
  CHECK(iggan::chamfer_distance(b, a) == Approx(0.25 / 2 + 4.25 / 3));
  CHECK(iggan::chamfer_distance(a, a) == 0);
  CHECK(std::isinf(iggan::chamfer_distance(a, {})));
  CHECK(iggan::chamfer_distance({}, {}) == 0);
}

TEST_CASE("surface points lie on the exposed faces, by area, in units of the longest side",
          "[metrics]") {
  const PointCloud points = iggan::surface_points(box(8, {1, 2, 3}, {5, 4, 4}), 20000, 1);
  REQUIRE(points.size() == 20000);
  int on_x = 0, on_y = 0, on_z = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool x = std::abs(points.x[i]) == 0.5f, y = std::abs(points.y[i]) == 0.25f,
               z = std::abs(points.z[i]) == 0.125f;
    CHECK((x || y || z));
    CHECK(std::abs(points.x[i]) <= 0.5f);
    CHECK(std::abs(points.y[i]) <= 0.25f);
    CHECK(std::abs(points.z[i]) <= 0.125f);
    on_x += x;
    on_y += y;
    on_z += z;
  }
  // Areas 2x1, 4x1 and 4x2, 14 in all; 20000 draws have a standard deviation below 0.004.
  CHECK(on_x / 20000.0 == Approx(2.0 / 14).margin(0.02));
  CHECK(on_y / 20000.0 == Approx(4.0 / 14).margin(0.02));
  CHECK(on_z / 20000.0 == Approx(8.0 / 14).margin(0.02));
}

TEST_CASE("surface points do not depend on place and scale, but on the seed", "[metrics]") {
  const auto small = iggan::surface_points(box(16, {0, 0, 0}, {4, 2, 1}), 2048, 3);
  const auto large = iggan::surface_points(box(16, {5, 6, 7}, {13, 10, 9}), 2048, 3);
  const auto cube = iggan::surface_points(box(16, {0, 0, 0}, {4, 4, 4}), 2048, 3);
  const double same = iggan::chamfer_distance(small, large);
  CHECK(same < 1e-3);  // two draws of 2048 points from one surface of area 1.75
  CHECK(iggan::chamfer_distance(small, cube) > 20 * same);
  CHECK(iggan::surface_points(box(16, {0, 0, 0}, {4, 2, 1}), 2048, 3).x == small.x);
  CHECK(iggan::surface_points(box(16, {0, 0, 0}, {4, 2, 1}), 2048, 4).x != small.x);
  CHECK(iggan::surface_points(iggan::VoxelGrid::cube(4), 10, 0).size() == 0);
}
