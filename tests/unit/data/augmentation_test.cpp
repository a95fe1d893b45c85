#include <cmath>

#include <support/catch.h>

#include <iggan/data/augmentation.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/mesh_facts.h>
#include <iggan/geometry/mesh_geometry.h>
#include <iggan/geometry/vectors.h>
#include <iggan/geometry/voxel_iou.h>
#include <iggan/geometry/voxelizer.h>

#include "support/meshes.h"

using iggan::operator-;  // Vec3 is a std::array: not found by argument-dependent lookup
using iggan::Rng;
using iggan::TriangleMesh;
using iggan::Warp;

TEST_CASE("bends are monotone, keep both ends and move the knot", "[data]") {
  Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    const Warp warp = iggan::draw_warp(rng);
    for (const iggan::Bend& bend : {warp.x, warp.y, warp.z}) {
      CHECK(bend(0) == 0);
      CHECK(bend(1) == Approx(1));
      CHECK(bend(bend.knot) == Approx(bend.knot + bend.shift));
      double last = -1;
      for (double t = 0; t <= 1; t += 0.01) {
        CHECK(bend(t) > last);
        last = bend(t);
      }
    }
    for (const double scale : warp.axis_scale) CHECK((scale >= 1 / 1.2201 && scale <= 1.2201));
    CHECK(std::abs(warp.taper) <= 0.12);
  }
}

TEST_CASE("warped meshes are finite, keep the area of their triangles and stay one solid",
          "[data]") {
  Rng rng(2);
  const TriangleMesh chair = chair_mesh();
  for (int i = 0; i < 20; ++i) {
    const TriangleMesh mesh = iggan::warped(chair, iggan::draw_warp(rng));
    CHECK(mesh.triangles.size() >= chair.triangles.size());
    for (const auto& p : mesh.positions)
      for (const float value : p) CHECK(std::isfinite(value));
    const auto facts = iggan::facts_of(iggan::voxelize(mesh, {}).grid);
    CHECK(facts.components == 1);
    CHECK(facts.voids == 0);
  }
}

TEST_CASE("the identity warp changes no voxel", "[data]") {
  const TriangleMesh chair = chair_mesh();
  const auto plain = iggan::voxelize(chair, {}).grid;
  CHECK(iggan::voxel_iou(iggan::voxelize(iggan::warped(chair, Warp{}), {}).grid, plain) == 1);
}

TEST_CASE("a warp leaves a symmetric mesh symmetric", "[data]") {
  Rng rng(3);
  const TriangleMesh mesh = iggan::warped(chair_mesh(), iggan::draw_warp(rng));
  const auto bounds = iggan::bounds_of(mesh);
  CHECK(bounds.low[0] == Approx(-bounds.high[0]));
  const auto grid = iggan::voxelize(mesh, {}).grid;
  std::size_t different = 0;
  for (int z = 0; z < 32; ++z)
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 16; ++x) different += grid.at(x, y, z) != grid.at(31 - x, y, z);
  CHECK(different <=
        grid.count() / 100);  // positions are float32: a corner on a cell's face may go either way
}

TEST_CASE("splitting long edges opens no gap and changes no area", "[data]") {
  TriangleMesh box;
  add_box(box, {0, 0, 0}, {4, 1, 2});
  const TriangleMesh fine = iggan::with_short_edges(box, 0.3);
  CHECK(fine.triangles.size() > 100);
  CHECK(iggan::facts_of(fine).watertight);
  double area = 0;
  for (const auto& t : fine.triangles) {
    iggan::Vec3 c[3];
    for (std::size_t i = 0; i < 3; ++i)
      c[i] = {fine.positions[t[i]][0], fine.positions[t[i]][1], fine.positions[t[i]][2]};
    const iggan::Vec3 normal = iggan::cross(c[1] - c[0], c[2] - c[0]);
    area += 0.5 * std::sqrt(iggan::dot(normal, normal));
    for (std::size_t i = 0; i < 3; ++i) {
      const iggan::Vec3 edge = c[(i + 1) % 3] - c[i];
      CHECK(iggan::dot(edge, edge) <= 0.3 * 0.3 + 1e-6);
    }
  }
  CHECK(area == Approx(2 * (4 * 1 + 4 * 2 + 1 * 2)));
}

TEST_CASE("mesh facts include components and watertightness", "[data]") {
  TriangleMesh mesh;
  add_box(mesh, {0, 0, 0}, {1, 1, 1});
  CHECK(iggan::facts_of(mesh).watertight);
  CHECK(iggan::facts_of(mesh).components == 1);
  add_box(mesh, {3, 0, 0}, {4, 1, 1}, {Face::top});
  CHECK_FALSE(iggan::facts_of(mesh).watertight);
  CHECK(iggan::facts_of(mesh).components == 2);
  CHECK(iggan::facts_of(mesh).triangles == 22);
}
