#include <catch2/catch.hpp>

#include <iggan/metrics/bounding_box.h>
#include <iggan/metrics/components.h>

using iggan::Connectivity;
using iggan::VoxelGrid;

TEST_CASE("pieces that touch at an edge or a corner are one only for 26 neighbours", "[metrics]") {
  VoxelGrid grid = VoxelGrid::cube(6);
  iggan::fill_box(grid, {{0, 0, 0}, {2, 2, 2}});  // 8 cells
  grid.set(2, 2, 2, true);                        // at its corner
  iggan::fill_box(grid, {{5, 0, 0}, {6, 3, 1}});  // 3 cells, apart
  const auto by_faces = iggan::connected_components(grid, Connectivity::faces);
  CHECK(by_faces.count == 3);
  CHECK(by_faces.largest_share == Approx(8.0 / 12));
  const auto by_corners = iggan::connected_components(grid, Connectivity::corners);
  CHECK(by_corners.count == 2);
  CHECK(by_corners.largest_share == Approx(9.0 / 12));
}

TEST_CASE("a winding corridor is one piece and an empty grid none", "[metrics]") {
  VoxelGrid grid = VoxelGrid::cube(5);
  iggan::fill_box(grid, {{0, 0, 0}, {5, 1, 1}});
  iggan::fill_box(grid, {{4, 0, 0}, {5, 1, 5}});
  iggan::fill_box(grid, {{0, 0, 4}, {5, 1, 5}});
  iggan::fill_box(grid, {{0, 0, 2}, {1, 1, 5}});
  CHECK(iggan::connected_components(grid, Connectivity::faces).count == 1);
  CHECK(iggan::connected_components(grid, Connectivity::faces).largest_share == 1.0);
  const auto none = iggan::connected_components(VoxelGrid::cube(5), Connectivity::corners);
  CHECK(none.count == 0);
  CHECK(none.largest_share == 0.0);
}
