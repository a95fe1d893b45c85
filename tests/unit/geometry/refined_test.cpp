#include <support/catch.h>

#include <iggan/geometry/refined.h>

using iggan::VoxelGrid;

TEST_CASE("a refined grid has the same solid and colours in finer voxels", "[grid]") {
  VoxelGrid grid(2, 1, 3);
  grid.set(1, 0, 2, true);
  CHECK(iggan::refined(grid, 1) == grid);
  CHECK(iggan::refined(grid, 2).albedo.empty());
  grid.albedo.resize(3 * grid.size());
  for (std::size_t i = 0; i < grid.albedo.size(); ++i)
    grid.albedo[i] = static_cast<std::uint8_t>(10 * i);
  const VoxelGrid fine = iggan::refined(grid, 3);
  REQUIRE(fine.size() == 27 * grid.size());
  CHECK(fine.count() == 27);
  for (int z = 0; z < fine.nz; ++z)
    for (int y = 0; y < fine.ny; ++y)
      for (int x = 0; x < fine.nx; ++x) {
        CHECK(fine.at(x, y, z) == grid.at(x / 3, y / 3, z / 3));
        for (std::size_t c = 0; c < 3; ++c)
          CHECK(fine.albedo[3 * fine.index(x, y, z) + c] ==
                grid.albedo[3 * grid.index(x / 3, y / 3, z / 3) + c]);
      }
}
