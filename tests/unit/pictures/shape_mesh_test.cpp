#include <support/catch.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/geometry/srgb.h>
#include <iggan/pictures/shape_mesh.h>

#include "support/mesh_checks.h"

using iggan::Rng;
using iggan::shape_mesh;
using iggan::ShapeMeshOptions;
using iggan::SoftShape;
using iggan::SurfaceStyle;
using iggan::TriangleMesh;
using iggan::VoxelGrid;

namespace {

/// Waves, noise, and both, with some logits that no generator should produce.
SoftShape random_field(std::uint64_t seed) {
  Rng rng(iggan::seed_for(seed, "field"));
  const auto edge = [&] { return 4 + static_cast<int>(rng.below(7)); };
  SoftShape shape(VoxelGrid(edge(), edge(), edge()));
  VoxelGrid& grid = shape.solid;
  const double noise = seed % 3 == 0 ? 0 : rng.uniform(0.2, 3), waves = seed % 3 == 1 ? 0 : 3;
  const double offset = rng.uniform(-2, 2), scale = std::pow(10, rng.uniform(-2, 1.5));
  double pitch[9], phase[3];
  for (double& p : pitch) p = rng.uniform(-1.5, 1.5);
  for (double& p : phase) p = rng.uniform(0, 6.28);
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x) {
        double value = offset + noise * rng.normal();
        for (int w = 0; w < 3; ++w)
          value +=
              waves / 3 *
              std::cos(pitch[3 * w] * x + pitch[3 * w + 1] * y + pitch[3 * w + 2] * z + phase[w]);
        grid.set(x, y, z, value > 0);
        const bool absurd = seed % 10 == 9 && rng.uniform() < 0.1;
        shape.logits.push_back(absurd ? std::numeric_limits<float>::infinity()
                                      : static_cast<float>(scale * value));
      }
  if (seed % 4 == 1) {
    grid.albedo.resize(3 * grid.size());
    for (auto& byte : grid.albedo) byte = static_cast<std::uint8_t>(rng.below(256));
  }
  return shape;
}

void require_whole(const TriangleMesh& mesh, const SoftShape& shape) {
  if (shape.solid.count() == 0) {
    REQUIRE(mesh.triangles.empty());
    return;
  }
  const MeshChecks checks(mesh);
  REQUIRE(checks.odd_edges == 0);
  REQUIRE(checks.crowded_edges == 0);
  REQUIRE(checks.one_way_edges == 0);
  REQUIRE(checks.pinched_points == 0);
  REQUIRE(checks.repeated_points == 0);
  REQUIRE(checks.unused_points == 0);
  REQUIRE(checks.smallest_area > 1e-7);  // a face of the finest of these grids: 2.5e-3
  REQUIRE(checks.volume > 0);
  REQUIRE(mesh.colour.empty() == shape.solid.albedo.empty());
  if (!mesh.colour.point_colours.empty())
    REQUIRE(mesh.colour.point_colours.size() == mesh.positions.size());
}

/// A ball of logits in a cube of n voxels.
SoftShape ball(int n, double radius) {
  SoftShape shape(VoxelGrid::cube(n));
  for (int z = 0; z < n; ++z)
    for (int y = 0; y < n; ++y)
      for (int x = 0; x < n; ++x) {
        const double centre = 0.5 * n - 0.5;
        shape.logits.push_back(
            static_cast<float>(radius - std::hypot(x - centre, y - centre, z - centre)));
        shape.solid.set(x, y, z, shape.logits.back() > 0);
      }
  return shape;
}

}  // namespace

TEST_CASE("meshes of random fields are closed manifolds, doubled and simplified too",
          "[data][surface]") {
  const std::uint64_t fields = std::getenv("IGGAN_FULL_TESTS") != nullptr ? 2000 : 60;
  for (std::uint64_t seed = 0; seed < fields; ++seed) {
    const SoftShape shape = random_field(seed);
    INFO("field " << seed);
    require_whole(shape_mesh(shape, {SurfaceStyle::blocks}), shape);
    for (const bool doubled : {false, true})
      for (const std::size_t triangles : {0, 300, 12}) {
        INFO("doubled " << doubled << ", " << triangles << " triangles");
        require_whole(shape_mesh(shape, {SurfaceStyle::smooth, doubled, triangles}), shape);
      }
  }
}

TEST_CASE("a triangle budget is kept, and the rest is where the surface was", "[data][surface]") {
  constexpr int n = 24;
  constexpr double radius = 9;
  const SoftShape shape = ball(n, radius);
  const TriangleMesh whole = shape_mesh(shape);
  const TriangleMesh few = shape_mesh(shape, {SurfaceStyle::smooth, false, 400});
  REQUIRE(whole.triangles.size() > 2000);
  CHECK(few.triangles.size() <= 400);
  CHECK(few.triangles.size() > 300);
  require_whole(few, shape);
  CHECK(MeshChecks(few).volume == Approx(MeshChecks(whole).volume).epsilon(0.03));
  CHECK(shape_mesh(shape, {SurfaceStyle::smooth, false, 1'000'000}).triangles == whole.triangles);
  CHECK(shape_mesh(shape, {SurfaceStyle::smooth, true}).triangles.size() >
        3 * whole.triangles.size());
}

TEST_CASE("a shape that cannot be simpler stays complete above the budget", "[data][surface]") {
  SoftShape shape(VoxelGrid::cube(9));  // 27 separate voxels, none of which may vanish
  for (int i = 0; i < 27; ++i)
    shape.solid.set(1 + 3 * (i % 3), 1 + 3 * (i / 3 % 3), 1 + 3 * (i / 9), true);
  const TriangleMesh few = shape_mesh(shape, {SurfaceStyle::smooth, false, 10});
  require_whole(few, shape);
  CHECK(few.triangles.size() == 27 * 12);
}

TEST_CASE("colours stay sharp where triangles become few", "[data][surface]") {
  SoftShape shape = ball(24, 9);
  shape.solid.albedo.resize(3 * shape.solid.size());
  for (std::size_t i = 0; i < shape.solid.size(); ++i) {
    const bool left = i % 24 < 10;
    shape.solid.albedo[3 * i] = left ? 200 : 20;
    shape.solid.albedo[3 * i + 2] = left ? 20 : 200;
  }
  const TriangleMesh mesh = shape_mesh(shape, {SurfaceStyle::smooth, false, 900});
  CHECK(mesh.triangles.size() <= 900);
  std::size_t mixed = 0;
  for (const auto& triangle : mesh.triangles) {
    bool red = false, blue = false;
    for (const auto point : triangle) {
      const float x = (mesh.positions[point][0] + 0.5f) * 24;
      const auto colour = iggan::srgb_bytes(mesh.colour.point_colours[point]);
      if (x < 9.4f) CHECK(colour[0] == 200);
      if (x > 10.6f) CHECK(colour[2] == 200);
      red = red || x < 8.9f;
      blue = blue || x > 11.1f;
    }
    mixed += red && blue;
  }
  CHECK(mixed == 0);  // no triangle crosses the border from one colour into the other
}

TEST_CASE("blocks are neither doubled nor simplified", "[data][surface]") {
  CHECK_THROWS_AS(shape_mesh(ball(8, 3), {SurfaceStyle::blocks, true}), iggan::ConfigError);
  CHECK_THROWS_WITH(shape_mesh(ball(8, 3), {SurfaceStyle::blocks, false, 100}),
                    Contains("--style smooth"));
}
