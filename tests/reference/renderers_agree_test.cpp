#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <string>

#include <iggan/base/rng.h>
#include <iggan/scene/camera.h>
#include <iggan/scene/image_transfer.h>
#include <iggan/scene/voxel_grid.h>

#include "support/plugin_under_test.h"

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
  // Every view of every fourth shape is along an axis or a diagonal, where rays meet many edges.
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

struct Difference {
  double pixels = 0, mask_differs = 0, both_hit = 0, over_one = 0, sum = 0, largest = 0;

  void add(const AbiScene& a, const AbiScene& b) {
    for (std::uint32_t y = 0; y < kSize; ++y)
      for (std::uint32_t x = 0; x < kSize; ++x) {
        ++pixels;
        const bool hit_a = a.sample(x, y, 3) >= 0.5f, hit_b = b.sample(x, y, 3) >= 0.5f;
        if (hit_a != hit_b) ++mask_differs;
        if (!hit_a || !hit_b) continue;
        ++both_hit;
        double worst = 0;
        for (std::uint32_t c = 0; c < 3; ++c)
          worst = std::max(worst, 255.0 * std::fabs(encoded(a, x, y, c) - encoded(b, x, y, c)));
        sum += worst;
        largest = std::max(largest, worst);
        if (worst > 1) ++over_one;
      }
  }
  static double encoded(const AbiScene& s, std::uint32_t x, std::uint32_t y, std::uint32_t c) {
    return static_cast<double>(iggan::srgb_encode(std::clamp(s.sample(x, y, c), 0.0f, 1.0f)));
  }
  void report(const std::string& parameters) const {
    WARN(parameters << ": " << pixels << " pixels, " << both_hit << " hit by both; masks differ on "
                    << 100 * mask_differs / pixels << " %; over 1/255 on "
                    << 100 * over_one / both_hit << " %; mean " << sum / both_hit
                    << "/255, largest " << largest << "/255");
  }
};

Difference compare(const std::string& parameters) {
  TestRenderer raster("raster", parameters), embree("embree", parameters);
  Difference difference;
  for (int shape = 0; shape < 50; ++shape)
    for (int view = 0; view < 4; ++view) {
      const auto seed = iggan::seed_for(7, "agree", static_cast<std::uint64_t>(shape * 4 + view));
      Rng rng(seed), again(seed);
      AbiScene a = make_scene(shape, view, rng), b = make_scene(shape, view, again);
      REQUIRE(raster.render({a.job()}) == IGGAN_OK);
      REQUIRE(embree.render({b.job()}) == IGGAN_OK);
      difference.add(a, b);
    }
  difference.report(parameters);
  return difference;
}

}  // namespace

TEST_CASE("the raster and the embree renderer agree on 50 shapes from 4 views", "[reference]") {
  const std::string parameters =
      GENERATE(as<std::string>{}, R"({"normals": "flat"})", R"({"normals": "smooth"})",
               R"({"normals": "smooth", "shadows": true, "samples_per_axis": 2})");
  const Difference difference = compare(parameters);
  REQUIRE(difference.both_hit > 0.1 * difference.pixels);
  // Both decide every hit by the same double, so only a pair of faces that Embree's float32 takes
  // in the wrong order could differ.
  CHECK(difference.mask_differs <= 1e-4 * difference.pixels);
  CHECK(difference.over_one <= 1e-4 * difference.both_hit);
  CHECK(difference.sum <= 0.01 * difference.both_hit);
}
