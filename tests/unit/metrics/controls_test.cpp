#include <support/catch.h>

#include <set>

#include <iggan/base/error.h>
#include <iggan/metrics/controls.h>

#include "support/boxes.h"

using iggan::VoxelGrid;

TEST_CASE("the fitted cuboid leaves out parts that would lower the IoU", "[metrics]") {
  // A block of 6 x 4 x 6 = 144 cells with a post of 1 x 5 x 1 on it. The bounding box scores
  // 149/324, the block alone 144/149.
  VoxelGrid grid = box(16, {2, 2, 2}, {8, 6, 8});
  iggan::fill_box(grid, {{3, 6, 3}, {4, 11, 4}});
  const auto fitted = iggan::fitted_cuboid(grid);
  CHECK(fitted.low == std::array<int, 3>{2, 2, 2});
  CHECK(fitted.high == std::array<int, 3>{8, 6, 8});
  CHECK(iggan::fitted_cuboid(VoxelGrid::cube(4)).empty());
}

TEST_CASE("control cuboids are solid boxes near the shapes' fitted cuboids", "[metrics]") {
  const auto block = box(16, {4, 2, 4}, {12, 4, 11});
  const auto cuboids = iggan::jittered_cuboids({&block}, 50, 7);
  REQUIRE(cuboids.size() == 50);
  std::set<std::vector<std::uint8_t>> distinct;
  for (const auto& cuboid : cuboids) {
    const auto found = iggan::bounding_box(cuboid);
    std::size_t volume = 1;
    for (std::size_t k = 0; k < 3; ++k) {
      volume *= static_cast<std::size_t>(found.high[k] - found.low[k]);
      CHECK(std::abs(found.low[k] - iggan::bounding_box(block).low[k]) <= 1);
      CHECK(std::abs(found.high[k] - iggan::bounding_box(block).high[k]) <= 1);
    }
    CHECK(cuboid.count() == volume);
    distinct.insert(cuboid.occupancy);
  }
  CHECK(distinct.size() > 40);
  CHECK(iggan::jittered_cuboids({&block}, 50, 7)[49] == cuboids[49]);
  CHECK_FALSE(iggan::jittered_cuboids({&block}, 50, 8)[49] == cuboids[49]);
}

TEST_CASE("a control cuboid of a thin plate at the rim stays inside the grid and solid",
          "[metrics]") {
  const auto plate = box(16, {0, 0, 0}, {16, 1, 16});
  for (const auto& cuboid : iggan::jittered_cuboids({&plate}, 100, 1)) CHECK(cuboid.count() > 0);
}

TEST_CASE("controls need a shape", "[metrics]") {
  const auto empty = VoxelGrid::cube(4);
  CHECK_THROWS_AS(iggan::jittered_cuboids({&empty}, 1, 0), iggan::DataError);
  CHECK_THROWS_AS(iggan::mean_shape({}), iggan::DataError);
  CHECK(iggan::mean_shape({&empty}).count() == 0);
}

TEST_CASE("the mean shape has the threshold that gives the mean number of cells", "[metrics]") {
  // Along x, 3 shapes fill cells 0-1, 0-3 and 0-6: votes 3 3 2 2 1 1 1, mean 13/3 = 4.33 cells;
  // one vote gives 7 cells, two give 4, three give 2.
  const auto a = box(8, {0, 0, 0}, {2, 1, 1});
  const auto b = box(8, {0, 0, 0}, {4, 1, 1});
  const auto c = box(8, {0, 0, 0}, {7, 1, 1});
  CHECK(iggan::mean_shape({&a, &b, &c}) == b);
  CHECK(iggan::mean_shape({&c, &c, &a}) == c);
}
