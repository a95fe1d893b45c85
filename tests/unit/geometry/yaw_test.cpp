#include <support/catch.h>

#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/geometry/bounding_box.h>
#include <iggan/geometry/voxel_iou.h>
#include <iggan/geometry/yaw.h>
#include <iggan/scene/camera.h>

using iggan::VoxelGrid;

namespace {

VoxelGrid noise(int n, std::uint64_t seed) {
  iggan::Rng rng(seed);
  VoxelGrid grid = VoxelGrid::cube(n);
  for (auto& cell : grid.occupancy) cell = rng.uniform() < 0.4;
  return grid;
}

}  // namespace

TEST_CASE("a yaw of +90 degrees takes +Z to +X, as the camera's azimuth does", "[metrics][yaw]") {
  VoxelGrid front = VoxelGrid::cube(8);
  front.set(3, 6, 7, true);  // on the +Z side, a little towards -X
  const auto turned = iggan::turn_by_yaw(front, 90);
  CHECK(turned.count() == 1);
  CHECK(turned.at(7, 6, 4));  // on the +X side, a little towards +Z

  const auto eye =
      iggan::orbit_camera(iggan::CameraKind::perspective, {90, 0, 2, 40, 0.7, {0, 0, 0}});
  CHECK(eye.to_world[12] == Approx(2));  // the camera that saw +Z now sees +X
  CHECK(std::abs(eye.to_world[14]) < 1e-6f);
}

TEST_CASE("quarter turns are exact for even and odd grids and four of them change nothing",
          "[metrics][yaw]") {
  const int n = GENERATE(7, 8);
  const auto grid = noise(n, 1);
  const auto once = iggan::turn_by_yaw(grid, 90);
  for (int z = 0; z < n; ++z)
    for (int y = 0; y < n; ++y)
      for (int x = 0; x < n; ++x) REQUIRE(once.at(z, y, n - 1 - x) == grid.at(x, y, z));
  CHECK(iggan::turn_by_yaw(once, 270) == grid);
  CHECK(iggan::turn_by_yaw(once, -90) == grid);
  CHECK(iggan::turn_by_yaw(grid, 360) == grid);
  CHECK(iggan::turn_by_yaw(iggan::turn_by_yaw(grid, 180), 540) == grid);
}

TEST_CASE("a bar turned by 30 degrees lies along the turned direction", "[metrics][yaw]") {
  constexpr int n = 33;
  VoxelGrid bar = VoxelGrid::cube(n);
  iggan::fill_box(bar, {{15, 0, 20}, {18, n, 30}});  // centre 8.5 cells from the grid's, along +z
  const auto turned = iggan::turn_by_yaw(bar, 30);
  double x_sum = 0, z_sum = 0;
  for (int z = 0; z < n; ++z)
    for (int x = 0; x < n; ++x)
      if (turned.at(x, 0, z)) {
        x_sum += x + 0.5 - n / 2.0;
        z_sum += z + 0.5 - n / 2.0;
      }
  const double cells = static_cast<double>(turned.count()) / n;
  CHECK(cells == Approx(30).margin(2));  // nearest neighbour: not exact
  CHECK(x_sum / cells == Approx(8.5 * std::sin(0.5236)).margin(0.3));
  CHECK(z_sum / cells == Approx(8.5 * std::cos(0.5236)).margin(0.3));
}

TEST_CASE("a widened grid keeps every cell at every yaw", "[metrics][yaw]") {
  VoxelGrid full = VoxelGrid::cube(16);
  iggan::fill_box(full, {{0, 0, 0}, {16, 16, 16}});
  const auto wide = iggan::widen_for_yaw(full);
  CHECK(wide.nx - full.nx == wide.nz - full.nz);
  CHECK((wide.nx - full.nx) % 2 == 0);
  CHECK(wide.count() == full.count());
  for (const double yaw : iggan::yaw_angles(15)) {
    INFO("yaw " << yaw);
    // nearest neighbour: the rim of 64 cells is off by up to half a cell
    CHECK(static_cast<double>(iggan::turn_by_yaw(wide, yaw).count()) ==
          Approx(static_cast<double>(full.count())).epsilon(0.05));
  }
  CHECK(10 * iggan::turn_by_yaw(full, 45).count() < 9 * full.count());
}

TEST_CASE("mirroring swaps only left and right, and colours move along", "[metrics][yaw]") {
  VoxelGrid grid(4, 2, 3);
  grid.albedo.resize(3 * grid.size());
  grid.set(0, 1, 2, true);
  grid.albedo[3 * grid.index(0, 1, 2) + 1] = 77;
  const auto mirrored = iggan::mirror_x(grid);
  CHECK(mirrored.count() == 1);
  CHECK(mirrored.at(3, 1, 2));
  CHECK(mirrored.albedo[3 * mirrored.index(3, 1, 2) + 1] == 77);
}

TEST_CASE("yaw angles start at zero, stay below 360, and refuse uneven steps", "[metrics][yaw]") {
  const auto angles = iggan::yaw_angles(15);
  CHECK(angles.size() == 24);
  CHECK(angles.front() == 0);
  CHECK(angles.back() == 345);
  CHECK_THROWS_AS(iggan::yaw_angles(7), iggan::ConfigError);
  CHECK_THROWS_AS(iggan::yaw_angles(0), iggan::ConfigError);
  CHECK_THROWS_AS(iggan::turn_by_yaw(VoxelGrid(2, 3, 4), 15), iggan::DataError);
}
