#include <cmath>
#include <limits>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/geometry/bit_grid.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/surface_marker.h>
#include <iggan/geometry/voxel_iou.h>
#include <iggan/geometry/voxelizer.h>

#include "support/meshes.h"

using iggan::TriangleMesh;
using iggan::VoxelGrid;
using iggan::VoxelizerOptions;

namespace {

VoxelGrid grid_of(const TriangleMesh& mesh, const VoxelizerOptions& options = {}) {
  return iggan::voxelize(mesh, options).grid;
}

TriangleMesh box_mesh(const std::array<float, 3>& size, const std::set<Face>& without = {}) {
  TriangleMesh mesh;
  add_box(mesh, {0, 0, 0}, size, without);
  return mesh;
}

/// Walls of `thickness` around a hollow that is open at the top.
TriangleMesh cup_mesh(float thickness) {
  TriangleMesh mesh;
  add_box(mesh, {0, 0, 0}, {1, 1, 1}, {Face::top});
  add_box(mesh, {thickness, thickness, thickness}, {1 - thickness, 1, 1 - thickness}, {Face::top});
  const float a = thickness, b = 1 - thickness;  // the rim, between the walls
  add_quad(mesh, {{{0, 1, 0}, {a, 1, a}, {b, 1, a}, {1, 1, 0}}});
  add_quad(mesh, {{{1, 1, 0}, {b, 1, a}, {b, 1, b}, {1, 1, 1}}});
  add_quad(mesh, {{{1, 1, 1}, {b, 1, b}, {a, 1, b}, {0, 1, 1}}});
  add_quad(mesh, {{{0, 1, 1}, {a, 1, b}, {a, 1, a}, {0, 1, 0}}});
  return mesh;
}

}  // namespace

TEST_CASE("a closed box becomes a solid of its own size in the middle of the grid", "[data]") {
  const VoxelGrid grid = grid_of(box_mesh({30, 15, 10}));  // 30 voxels wide: 32 less the margin
  for (int z = 0; z < 32; ++z)
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 32; ++x) {
        const bool within = x >= 1 && x < 31 && y >= 9 && y < 23 && z >= 11 && z < 21;
        // 15 centred voxels leave half a voxel at each end of y: both ends are solid, or neither.
        const bool edge = y == 8 || y == 23;
        if (!edge && grid.at(x, y, z) != within) FAIL("voxel " << x << ' ' << y << ' ' << z);
      }
  CHECK(grid.at(16, 8, 16) == grid.at(16, 23, 16));
}

TEST_CASE("a box without its bottom is as solid as a closed one", "[data]") {
  const VoxelGrid closed = grid_of(box_mesh({3, 2, 2}));
  const auto open = iggan::voxelize(box_mesh({3, 2, 2}, {Face::bottom}), {});
  CHECK(iggan::voxel_iou(open.grid, closed) > 0.95);
  CHECK(open.sealed_gain > 1);
  VoxelizerOptions hanging;
  hanging.floor = iggan::FloorCap::open;
  CHECK(grid_of(box_mesh({3, 2, 2}, {Face::bottom}), hanging).count() < closed.count() / 2);
}

TEST_CASE("a box with a crack narrower than a voxel is sealed", "[data]") {
  TriangleMesh box = box_mesh({1, 1, 1}, {Face::front});
  const float crack = 0.5f / 30;  // of a side of 30 voxels
  add_quad(box, {{{0, 0, 1}, {0.5f - crack / 2, 0, 1}, {0.5f - crack / 2, 1, 1}, {0, 1, 1}}});
  add_quad(box, {{{0.5f + crack / 2, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0.5f + crack / 2, 1, 1}}});
  const VoxelGrid grid = grid_of(box);
  CHECK(grid.at(16, 16, 16));
  CHECK(iggan::voxel_iou(grid, grid_of(box_mesh({1, 1, 1}))) > 0.95);
}

TEST_CASE("a wall that is one sheet stays complete and one or two voxels thick", "[data]") {
  TriangleMesh mesh = box_mesh({1, 0.1f, 1});
  add_quad(mesh, {{{0, 0.1f, 0.4f}, {1, 0.1f, 0.4f}, {1, 1, 0.4f}, {0, 1, 0.4f}}});
  const VoxelGrid grid = grid_of(mesh);
  for (int y = 5; y < 30; ++y)
    for (int x = 2; x < 30; ++x) {
      int thickness = 0;
      for (int z = 0; z < 32; ++z) thickness += grid.at(x, y, z);
      if (thickness < 1 || thickness > 2)
        FAIL("thickness " << thickness << " at " << x << ' ' << y);
    }
  CHECK(iggan::facts_of(grid).components == 1);
}

TEST_CASE("legs thinner than half a voxel reach the floor", "[data]") {
  const VoxelGrid grid = grid_of(chair_mesh(0.025f));  // 0.4 voxels: 2 units are 30 voxels
  const auto facts = iggan::facts_of(grid);
  CHECK(facts.components == 1);
  int seat_bottom = 1 + static_cast<int>(0.8 * 15);
  for (int y = 1; y < seat_bottom - 1; ++y) {
    std::size_t quarters = 0;  // each corner of the layer contains its leg
    for (const int x0 : {0, 16})
      for (const int z0 : {0, 16}) {
        bool found = false;
        for (int z = z0; z < z0 + 16; ++z)
          for (int x = x0; x < x0 + 16; ++x) found = found || grid.at(x, y, z);
        quarters += found;
      }
    if (quarters != 4) FAIL("layer " << y << " has " << quarters << " legs");
  }
}

TEST_CASE("an open vessel keeps its hollow, a closed one is filled", "[data]") {
  const VoxelGrid cup = grid_of(cup_mesh(0.08f));
  CHECK_FALSE(cup.at(16, 16, 16));
  CHECK_FALSE(cup.at(16, 29, 16));
  CHECK(cup.at(16, 2, 16));
  CHECK(cup.at(2, 16, 16));
  CHECK(iggan::facts_of(cup).voids == 0);
  TriangleMesh lid = cup_mesh(0.08f);
  add_quad(lid, {{{0, 1, 0}, {0, 1, 1}, {1, 1, 1}, {1, 1, 0}}});
  CHECK(grid_of(lid).at(16, 16, 16));
}

TEST_CASE("mirrored meshes give mirrored grids", "[data]") {
  TriangleMesh mesh = chair_mesh();
  add_box(mesh, {0.3f, 1, 0.2f}, {0.9f, 1.3f, 0.7f});
  TriangleMesh mirrored = mesh;
  for (auto& p : mirrored.positions) p[0] = 1 - p[0];
  const VoxelGrid a = grid_of(mesh), b = grid_of(mirrored);
  std::size_t different = 0;
  for (int z = 0; z < 32; ++z)
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 32; ++x) different += a.at(x, y, z) != b.at(31 - x, y, z);
  CHECK(different == 0);
}

TEST_CASE("a surface marks every cell that samples of its triangles fall into", "[data]") {
  iggan::Rng rng(7);
  TriangleMesh mesh;
  for (int i = 0; i < 40; ++i) {
    const auto first = static_cast<std::uint32_t>(mesh.positions.size());
    for (int corner = 0; corner < 3; ++corner)
      mesh.positions.push_back({static_cast<float>(rng.uniform(1, 39)),
                                static_cast<float>(rng.uniform(1, 39)),
                                static_cast<float>(rng.uniform(1, 39))});
    mesh.triangles.push_back({first, first + 1, first + 2});
  }
  iggan::BitGrid cells(40);
  iggan::mark_surface(mesh, cells);
  std::size_t missed = 0;
  for (const auto& t : mesh.triangles)
    for (int i = 0; i < 2000; ++i) {
      double u = rng.uniform(), v = rng.uniform();
      if (u + v > 1) {
        u = 1 - u;
        v = 1 - v;
      }
      int cell[3];
      for (std::size_t k = 0; k < 3; ++k)
        cell[k] = static_cast<int>((1 - u - v) * mesh.positions[t[0]][k] +
                                   u * mesh.positions[t[1]][k] + v * mesh.positions[t[2]][k]);
      missed += !cells.get(cell[0], cell[1], cell[2]);
    }
  CHECK(missed == 0);
  CHECK(cells.count() < 40u * 40u * 40u / 2);  // and not everything is marked
}

TEST_CASE("meshes that cannot be voxelized are refused with the reason", "[data]") {
  CHECK_THROWS_WITH(grid_of({}), Contains("no triangles"));
  TriangleMesh flat;
  add_quad(flat, {{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}}});
  CHECK_THROWS_WITH(grid_of(flat), Contains("flat"));
  TriangleMesh broken = chair_mesh();
  broken.positions[3][1] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(grid_of(broken), Contains("not finite"));
  VoxelizerOptions options;
  options.size = 4;
  CHECK_THROWS_AS(grid_of(chair_mesh(), options), iggan::ConfigError);
  options = {};
  options.margin = 9;
  CHECK_THROWS_AS(grid_of(chair_mesh(), options), iggan::ConfigError);
}

TEST_CASE("without a margin a shape fills the grid to its border", "[data]") {
  VoxelizerOptions options;
  options.margin = 0;
  const VoxelGrid grid = grid_of(box_mesh({1, 1, 1}), options);
  CHECK(grid.count() == grid.size());
}
