#include <support/catch.h>

#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/geometry/surface.h>

#include "support/mesh_checks.h"

using iggan::extract_surface;
using iggan::SurfaceStyle;
using iggan::VoxelGrid;

namespace {

VoxelGrid noise(int n, double share, std::uint64_t seed) {
  iggan::Rng rng(seed);
  VoxelGrid grid = VoxelGrid::cube(n);
  for (auto& cell : grid.occupancy) cell = rng.uniform() < share;
  return grid;
}

std::size_t exposed_faces(const VoxelGrid& g) {
  std::size_t faces = 0;
  for (int z = 0; z < g.nz; ++z)
    for (int y = 0; y < g.ny; ++y)
      for (int x = 0; x < g.nx; ++x)
        if (g.at(x, y, z))
          faces += 6u - g.solid(x - 1, y, z) - g.solid(x + 1, y, z) - g.solid(x, y - 1, z) -
                   g.solid(x, y + 1, z) - g.solid(x, y, z - 1) - g.solid(x, y, z + 1);
  return faces;
}

void require_sound(const VoxelGrid& grid, SurfaceStyle style) {
  const auto mesh = extract_surface(grid, style);
  const MeshChecks checks(mesh);
  REQUIRE(checks.closed_manifold());
  const double voxel = 1.0 / std::max({grid.nx, grid.ny, grid.nz});
  REQUIRE(checks.smallest_area > 0.005 * voxel * voxel);  // a voxel's face: 1 voxel^2
  REQUIRE(checks.volume > 0);
  if (style == SurfaceStyle::blocks) {
    // voxels in diagonal contact are moved apart by a hundredth of a voxel
    REQUIRE(checks.volume ==
            Approx(static_cast<double>(grid.count()) * voxel * voxel * voxel).epsilon(0.03));
    REQUIRE(checks.area ==
            Approx(static_cast<double>(exposed_faces(grid)) * voxel * voxel).epsilon(0.03));
  }
}

}  // namespace

TEST_CASE("the surface of random noise is a closed manifold without slivers", "[data][surface]") {
  const auto style = GENERATE(SurfaceStyle::blocks, SurfaceStyle::smooth);
  for (std::uint64_t seed = 0; seed < 400; ++seed)
    for (const double share : {0.05, 0.3, 0.5, 0.7, 0.95}) {
      INFO("seed " << seed << " share " << share);
      require_sound(noise(8, share, seed), style);
    }
}

TEST_CASE("the surface of every 2x2x2 pattern is a closed manifold", "[data][surface]") {
  const auto style = GENERATE(SurfaceStyle::blocks, SurfaceStyle::smooth);
  for (unsigned pattern = 1; pattern < 256; ++pattern) {
    VoxelGrid grid = VoxelGrid::cube(2);
    for (unsigned i = 0; i < 8; ++i) grid.occupancy[i] = (pattern >> i) & 1u;
    INFO("pattern " << pattern);
    require_sound(grid, style);
  }
}

TEST_CASE("one voxel becomes a box of eight points and twelve triangles at its place",
          "[data][surface]") {
  VoxelGrid grid = VoxelGrid::cube(4);
  grid.set(3, 0, 1, true);  // x in [0.25, 0.5], y in [-0.5, -0.25], z in [-0.25, 0]
  const auto mesh = extract_surface(grid, SurfaceStyle::blocks);
  REQUIRE(mesh.positions.size() == 8);
  REQUIRE(mesh.triangles.size() == 12);
  for (const auto& p : mesh.positions) {
    CHECK((p[0] == 0.25f || p[0] == 0.5f));
    CHECK((p[1] == -0.5f || p[1] == -0.25f));
    CHECK((p[2] == -0.25f || p[2] == 0.0f));
  }
  for (const auto& p : extract_surface(grid, SurfaceStyle::smooth).positions) {
    CHECK((p[0] >= 0.25f && p[0] <= 0.5f));
    CHECK((p[1] >= -0.5f && p[1] <= -0.25f));
    CHECK((p[2] >= -0.25f && p[2] <= 0.0f));
  }
}

TEST_CASE("voxels in diagonal contact are separated", "[data][surface]") {
  VoxelGrid edge = VoxelGrid::cube(2);
  edge.set(0, 0, 0, true);
  edge.set(1, 1, 0, true);
  CHECK(extract_surface(edge, SurfaceStyle::blocks).positions.size() == 16);
  VoxelGrid corner = VoxelGrid::cube(2);
  corner.set(0, 0, 0, true);
  corner.set(1, 1, 1, true);
  CHECK(extract_surface(corner, SurfaceStyle::blocks).positions.size() == 16);
}

TEST_CASE("two plates bridged by diagonal voxels get a midpoint on the pinched edge",
          "[data][surface]") {
  VoxelGrid grid(2, 3, 2);
  for (int z = 0; z < 2; ++z)
    for (int x = 0; x < 2; ++x) {
      grid.set(x, 0, z, true);
      grid.set(x, 2, z, true);
    }
  grid.set(0, 1, 0, true);
  grid.set(1, 1, 1, true);
  for (const auto style : {SurfaceStyle::blocks, SurfaceStyle::smooth}) require_sound(grid, style);
}

TEST_CASE("an empty grid has an empty surface and a full grid the unit cube's", "[data][surface]") {
  CHECK(extract_surface(VoxelGrid::cube(5)).triangles.empty());
  CHECK(extract_surface(VoxelGrid::cube(5)).positions.empty());
  VoxelGrid full(4, 8, 4);
  std::fill(full.occupancy.begin(), full.occupancy.end(), std::uint8_t{1});
  const MeshChecks checks(extract_surface(full, SurfaceStyle::blocks));
  CHECK(checks.volume == Approx(0.25));
  CHECK(checks.area == Approx(2.5));
  require_sound(full, SurfaceStyle::smooth);
}

TEST_CASE("smoothing keeps most of a solid's volume and flattens its terraces", "[data][surface]") {
  constexpr int n = 24;
  VoxelGrid ball = VoxelGrid::cube(n);
  for (int z = 0; z < n; ++z)
    for (int y = 0; y < n; ++y)
      for (int x = 0; x < n; ++x) {
        const double dx = x + 0.5 - n / 2.0, dy = y + 0.5 - n / 2.0, dz = z + 0.5 - n / 2.0;
        ball.set(x, y, z, dx * dx + dy * dy + dz * dz < 100);
      }
  const MeshChecks blocks(extract_surface(ball, SurfaceStyle::blocks));
  const MeshChecks smooth(extract_surface(ball, SurfaceStyle::smooth));
  CHECK(blocks.volume == Approx(static_cast<double>(ball.count()) / (n * n * n)).epsilon(1e-5));
  CHECK(blocks.area == Approx(static_cast<double>(exposed_faces(ball)) / (n * n)).epsilon(1e-5));
  CHECK(smooth.volume > 0.95 * blocks.volume);
  CHECK(smooth.volume < 1.01 * blocks.volume);
  const double radius = 10.0 / n;
  const double sphere = 4 * 3.14159265 * radius * radius;
  CHECK(blocks.area > 1.4 * sphere);  // axis-aligned faces: 1.5 times the sphere's
  CHECK(smooth.area < 1.05 * sphere);
}

namespace {

/// The values of a field at the centres of its voxels.
template <class Field>
iggan::SoftShape shape_of(int n, const Field& field) {
  iggan::SoftShape shape(VoxelGrid::cube(n));
  for (int z = 0; z < n; ++z)
    for (int y = 0; y < n; ++y)
      for (int x = 0; x < n; ++x) {
        shape.logits.push_back(static_cast<float>(field(x + 0.5, y + 0.5, z + 0.5)));
        shape.solid.set(x, y, z, shape.logits.back() > 0);
      }
  return shape;
}

}  // namespace

TEST_CASE("a plane lies where its logits cross zero, not on the voxels' faces", "[data][surface]") {
  constexpr int n = 16;
  const double place = GENERATE(7.55, 7.7, 8.0, 8.2, 8.45);
  const auto shape = shape_of(n, [&](double x, double, double) { return 3 * (place - x); });
  std::size_t seen = 0;
  for (const auto& p : extract_surface(shape).positions) {
    const double x = (p[0] + 0.5) * n, y = (p[1] + 0.5) * n, z = (p[2] + 0.5) * n;
    // The rim of the solid, where it ends with the grid, is rounded by the filter.
    if (x < 4 || std::abs(y - 8) > 2.1 || std::abs(z - 8) > 2.1) continue;
    CHECK(x == Approx(place).margin(2e-3));
    ++seen;
  }
  CHECK(seen >= 9);
}

TEST_CASE("a ball of logits has a rounder surface than its voxels", "[data][surface]") {
  constexpr int n = 24;
  const double radius = GENERATE(7.3, 9.1);
  const auto shape = shape_of(n, [&](double x, double y, double z) {
    return 4 * (radius - std::hypot(x - 12, y - 12, z - 12));
  });
  const auto worst = [&](const iggan::TriangleMesh& mesh) {
    double most = 0;
    for (const auto& p : mesh.positions)
      most = std::max(most,
                      std::abs(n * std::hypot(double(p[0]), double(p[1]), double(p[2])) - radius));
    return most;
  };
  const double with_field = worst(extract_surface(shape));
  CHECK(with_field < 0.1);  // voxels
  CHECK(worst(extract_surface(shape.solid)) > 2 * with_field);
}

TEST_CASE("a plate one voxel thick keeps more than half its thickness", "[data][surface]") {
  VoxelGrid grid = VoxelGrid::cube(9);
  for (int z = 0; z < 9; ++z)
    for (int x = 0; x < 9; ++x) grid.set(x, 4, z, true);
  const MeshChecks checks(extract_surface(grid, SurfaceStyle::smooth));
  CHECK(checks.volume > 0.55 / 9);
}

TEST_CASE("surface styles have names and refuse others", "[data][surface]") {
  SurfaceStyle style = SurfaceStyle::smooth;
  iggan::from_string("blocks", style);
  CHECK(style == SurfaceStyle::blocks);
  CHECK(iggan::to_string(SurfaceStyle::smooth) == "smooth");
  CHECK_THROWS_WITH(iggan::from_string("round", style), Contains("round"));
}
