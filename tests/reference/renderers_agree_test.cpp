#include <support/catch.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include <iggan/base/rng.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/scene/camera.h>

#include "support/blender.h"
#include "support/optional_renderer.h"

namespace {

using iggan::Rng;

constexpr std::uint32_t kEdge = 32, kSize = 64;

/// Asymmetric on purpose: unions of boxes, balls, or thin legs under a plate.
void fill_shape(AbiScene& scene, int kind, Rng& rng) {
  const auto fill = [&](const std::function<bool(double, double, double)>& inside) {
    for (std::uint32_t k = 0; k < kEdge; ++k)
      for (std::uint32_t j = 0; j < kEdge; ++j)
        for (std::uint32_t i = 0; i < kEdge; ++i)
          if (inside(i + 0.5, j + 0.5, k + 0.5)) scene.set(i, j, k);
  };
  for (int part = 0; part < 4; ++part) {
    const double c[3] = {rng.uniform(6, 26), rng.uniform(6, 26), rng.uniform(6, 26)};
    const double h[3] = {rng.uniform(1, 9), rng.uniform(1, 9), rng.uniform(1, 9)};
    if (kind == 0)
      fill([&](double x, double y, double z) {
        return std::fabs(x - c[0]) < h[0] && std::fabs(y - c[1]) < h[1] &&
               std::fabs(z - c[2]) < h[2];
      });
    else if (kind == 1)
      fill([&](double x, double y, double z) {
        return std::hypot(x - c[0], y - c[1], z - c[2]) < h[0];
      });
    else
      fill([&](double x, double y, double z) {
        return (y < 20 && std::fabs(x - c[0]) < 0.8 && std::fabs(z - c[2]) < 0.8) ||
               (y > 19 && y < 21 && x > 4 && x < 27 && z > 6 && z < 25);
      });
  }
}

AbiScene make_scene(int shape, int view, Rng& rng) {
  AbiScene scene(kEdge, kEdge, kEdge, kSize, kSize);
  fill_shape(scene, shape % 3, rng);
  scene.albedo.resize(3 * scene.occupancy.size());
  for (auto& byte : scene.albedo) byte = static_cast<std::uint8_t>(rng.below(256));
  const auto to_world = iggan::unit_cube_to_world(kEdge, kEdge, kEdge);
  std::copy(to_world.begin(), to_world.end(), scene.grid.to_world);
  iggan::OrbitView orbit;
  // Every view of every fourth shape is along an axis or a diagonal, where rays hit many edges.
  const bool special = shape % 4 == 0;
  orbit.azimuth_degrees = special ? 45.0 * (shape + view) : rng.uniform(0, 360);
  orbit.elevation_degrees = special ? (view % 2 == 0 ? 0 : 45) : rng.uniform(-60, 80);
  orbit.fov_degrees = 40;
  const auto kind =
      view % 2 == 0 ? iggan::CameraKind::perspective : iggan::CameraKind::orthographic;
  const auto camera = iggan::orbit_camera(kind, orbit);
  std::copy(camera.to_world.begin(), camera.to_world.end(), scene.camera.to_world);
  scene.camera.kind = static_cast<std::uint32_t>(kind);
  scene.camera.yfov = camera.yfov;
  scene.camera.ymag = 0.75f;
  scene.add_light(IGGAN_LIGHT_AMBIENT, 0.2f);
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 1.8f, {0.4f, -0.7f, -0.5f});
  scene.add_light(IGGAN_LIGHT_POINT, 1.2f, {1.0f, 1.5f, 0.8f});
  return scene;
}

/// A grid of any proportions, sparse or dense, stretched and sheared, in a picture of any
/// proportions, seen from outside or inside.
AbiScene make_odd_scene(Rng& rng) {
  const auto edge = [&](std::uint32_t most) { return 1 + std::uint32_t(rng.below(most)); };
  AbiScene scene(edge(140), edge(70), edge(70), edge(90), edge(60));
  const double density = rng.uniform(0, 1) < 0.5 ? 0.002 : rng.uniform(0, 0.6);
  for (auto& cell : scene.occupancy) cell = rng.uniform(0, 1) < density;
  float* m = scene.grid.to_world;
  for (int column = 0; column < 3; ++column)
    for (int row = 0; row < 3; ++row)
      m[4 * column + row] = float(row == column ? rng.uniform(0.2, 3) : rng.uniform(-0.1, 0.1));
  const bool perspective = rng.uniform(0, 1) < 0.5;
  const double size = 3.0 * std::max({scene.grid.nx, scene.grid.ny, scene.grid.nz});
  const auto side = [&] { return float(rng.uniform(-1, 1)); };
  iggan::OrbitView orbit;
  orbit.azimuth_degrees = rng.uniform(0, 360);
  orbit.elevation_degrees = rng.uniform(-80, 80);
  orbit.distance = rng.uniform(0, 1.5) * size;
  for (std::size_t a = 0; a < 3; ++a) orbit.target[a] = 0.4 * size * rng.uniform(0, 1);
  const auto camera = iggan::orbit_camera(iggan::CameraKind::perspective, orbit);
  std::copy(camera.to_world.begin(), camera.to_world.end(), scene.camera.to_world);
  scene.camera.kind = perspective ? IGGAN_CAMERA_PERSPECTIVE : IGGAN_CAMERA_ORTHOGRAPHIC;
  scene.camera.yfov = float(rng.uniform(0.05, 2.9));
  scene.camera.ymag = float(rng.uniform(0.05, 1) * size);
  scene.camera.znear = float(rng.uniform(0, 1) < 0.5 ? 0.01 : rng.uniform(0.01, size));
  scene.camera.zfar = scene.camera.znear + float(rng.uniform(0.1, 4) * size);
  scene.add_light(IGGAN_LIGHT_AMBIENT, 0.2f);
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 1.8f, {0.4f, -0.7f, -0.5f});
  scene.add_light(IGGAN_LIGHT_POINT, 100, {side(), 30, 20});
  return scene;
}

/// Renders the scenes of `make` with both renderers. @return the fraction of pixels hit.
double expect_equal(const std::string& parameters, int count,
                    const std::function<AbiScene(int, Rng&)>& make) {
  TestRenderer raster("raster", parameters), embree("embree", parameters);
  double hits = 0, pixels = 0;
  for (int i = 0; i < count; ++i) {
    const auto seed = iggan::seed_for(7, "agree", static_cast<std::uint64_t>(i));
    Rng rng(seed), again(seed);
    AbiScene a = make(i, rng), b = make(i, again);
    const iggan_status by_raster = raster.render({a.job()}), by_embree = embree.render({b.job()});
    INFO(parameters << ", scene " << i << raster.call.words());
    REQUIRE(by_raster == IGGAN_OK);
    REQUIRE(by_embree == IGGAN_OK);
    CHECK(a.bytes == b.bytes);
    for (std::uint32_t y = 0; y < a.image.height; ++y)
      for (std::uint32_t x = 0; x < a.image.width; ++x, ++pixels) hits += a.sample(x, y, 3) > 0;
  }
  return hits / pixels;
}

/// How the pictures of a third-party renderer differ from raster's.
struct Deviation {
  double pixels = 0, hits = 0;
  double outlines = 0;  // pixels hit by only one of the two
  double inside = 0;    // of these, those whose neighbours are all hit or all missed
  double colours = 0;   // pixels hit by both, with different colours
};

bool hit_in(const AbiScene& scene, std::uint32_t x, std::uint32_t y) {
  return scene.sample(x, y, 3) >= 0.5f;  // raster's are 0 or 1
}

/// Whether the outline of the solid passes through a pixel's neighbourhood.
bool at_outline(const AbiScene& scene, std::uint32_t x, std::uint32_t y) {
  const auto last = [](std::uint32_t at, std::uint32_t size) { return std::min(at + 1, size - 1); };
  for (std::uint32_t v = y == 0 ? 0 : y - 1; v <= last(y, scene.image.height); ++v)
    for (std::uint32_t u = x == 0 ? 0 : x - 1; u <= last(x, scene.image.width); ++u)
      if (hit_in(scene, u, v) != hit_in(scene, x, y)) return true;
  return false;
}

bool other_colour(const AbiScene& a, const AbiScene& b, std::uint32_t x, std::uint32_t y) {
  for (std::uint32_t c = 0; c < 3; ++c) {
    const double expected = double(a.sample(x, y, c)), got = double(b.sample(x, y, c));
    if (std::fabs(got - expected) > 1e-3 * std::max(1.0, expected)) return true;
  }
  return false;
}

Deviation deviation_from_raster(const std::string& name, int count,
                                const std::function<AbiScene(int, Rng&)>& make,
                                const std::string& parameters = "{}") {
  TestRenderer raster("raster"), other(name, parameters);
  Deviation found;
  for (int i = 0; i < count; ++i) {
    const auto seed = iggan::seed_for(7, "agree", static_cast<std::uint64_t>(i));
    Rng rng(seed), again(seed);
    AbiScene a = make(i, rng), b = make(i, again);
    INFO(name << ", scene " << i << other.call.words());
    REQUIRE(raster.render({a.job()}) == IGGAN_OK);
    REQUIRE(other.render({b.job()}) == IGGAN_OK);
    for (std::uint32_t y = 0; y < a.image.height; ++y)
      for (std::uint32_t x = 0; x < a.image.width; ++x) {
        ++found.pixels;
        found.hits += hit_in(a, x, y);
        if (hit_in(a, x, y) != hit_in(b, x, y)) {
          ++found.outlines;
          found.inside += !at_outline(a, x, y);
        } else if (hit_in(a, x, y)) {
          found.colours += other_colour(a, b, x, y);
        }
      }
  }
  return found;
}

void expect_raster_but_for_edges(const std::string& name) {
  const Deviation found = deviation_from_raster(
      name, 200, [](int i, Rng& rng) { return make_scene(i / 4, i % 4, rng); });
  INFO(found.pixels << " pixels, " << found.hits << " hit, " << found.outlines << " by one alone, "
                    << found.inside << " of these not at an edge, " << found.colours
                    << " of a different colour");
  CHECK(found.hits > 0.1 * found.pixels);
  CHECK(found.outlines <= 0.002 * found.pixels);
  CHECK(found.inside == 0);
  CHECK(found.colours <= 0.002 * found.pixels);
}

/// The scenes are also seen from inside, and cut by the near and far planes.
void expect_raster_on_odd_scenes(const std::string& name, int count) {
  const Deviation found =
      deviation_from_raster(name, count, [](int, Rng& rng) { return make_odd_scene(rng); });
  INFO(found.pixels << " pixels, " << found.hits << " hit, " << found.outlines << " by one alone, "
                    << found.colours << " of a different colour");
  CHECK(found.hits > 0.03 * found.pixels);
  CHECK(found.outlines <= 0.002 * found.pixels);
  CHECK(found.colours <= 0.002 * found.pixels);
}

}  // namespace

TEST_CASE("Tachyon's pictures equal raster's except at edges", "[tachyon][reference]") {
  SKIP_WITHOUT_RENDERER("tachyon");
  expect_raster_but_for_edges("tachyon");
}

TEST_CASE("OpenGL's pictures equal raster's except at edges", "[egl][reference]") {
  SKIP_WITHOUT_RENDERER("egl");
  expect_raster_but_for_edges("egl");
}

TEST_CASE("Blender's silhouettes equal raster's except at edges", "[blender][reference]") {
  SKIP_WITHOUT_BLENDER();
  const std::string parameters =
      GENERATE(as<std::string>{}, R"({"samples": 8})", R"({"engine": "workbench"})");
  const Deviation found = deviation_from_raster(
      "blender", 200, [](int i, Rng& rng) { return make_scene(i / 4, i % 4, rng); }, parameters);
  WARN(parameters << ": " << found.pixels << " pixels, " << found.hits << " hit, " << found.outlines
                  << " by one alone, " << found.inside << " of these not at an edge");
  CHECK(found.hits > 0.1 * found.pixels);
  CHECK(found.outlines <= 0.02 * found.pixels);
  CHECK(found.inside == 0);
}

TEST_CASE("Blender accepts grids, pictures and cameras of every kind", "[blender][reference]") {
  SKIP_WITHOUT_BLENDER();
  const Deviation found = deviation_from_raster(
      "blender", 40,
      [](int, Rng& rng) {
        for (;;) {  // skips grids that are almost all surface: they would need a gigabyte
          AbiScene scene = make_odd_scene(rng);
          const auto solid = std::count(scene.occupancy.begin(), scene.occupancy.end(), 1);
          if (solid < 20000) return scene;
        }
      },
      R"({"samples": 8, "bounces": 0})");
  INFO(found.pixels << " pixels, " << found.hits << " hit, " << found.outlines << " by one alone");
  CHECK(found.hits > 0.015 * found.pixels);
  // Where voxels are smaller than a pixel, the pixel's centre may hit the solid although most of
  // the pixel does not, or the reverse.
  CHECK(found.outlines <= 0.05 * found.pixels);
}

TEST_CASE("Tachyon accepts grids, pictures and cameras of every kind", "[tachyon][reference]") {
  SKIP_WITHOUT_RENDERER("tachyon");
  expect_raster_on_odd_scenes("tachyon", 30);  // a dense one has a million triangles
}

TEST_CASE("OpenGL accepts grids, pictures and cameras of every kind", "[egl][reference]") {
  SKIP_WITHOUT_RENDERER("egl");
  expect_raster_on_odd_scenes("egl", 400);
}

TEST_CASE("the raster and the embree renderer agree on 50 shapes from 4 views", "[reference]") {
  const std::string parameters =
      GENERATE(as<std::string>{}, R"({"normals": "flat"})", R"({"normals": "smooth"})",
               R"({"normals": "smooth", "shadows": true, "samples_per_axis": 2})");
  CHECK(expect_equal(parameters, 200,
                     [](int i, Rng& rng) { return make_scene(i / 4, i % 4, rng); }) > 0.1);
}

TEST_CASE("the raster and the embree renderer agree on grids, pictures and cameras of every kind",
          "[reference]") {
  const std::string parameters =
      GENERATE(as<std::string>{}, "{}", R"({"shadows": true, "samples_per_axis": 2})");
  CHECK(expect_equal(parameters, 400, [](int, Rng& rng) { return make_odd_scene(rng); }) > 0.03);
}
