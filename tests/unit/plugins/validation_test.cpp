#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "support/plugin_scenes.h"

namespace {

struct Fault {
  std::string name;
  std::function<void(TestScene&, iggan_job&)> make;
  iggan_status status = IGGAN_E_INVALID;
};

const std::vector<Fault>& faults() {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInf = std::numeric_limits<float>::infinity();
  using S = TestScene;
  using J = iggan_job;
  static const std::vector<Fault> all = {
      {"job too short", [](S&, J& j) { j.struct_size = 71; }},
      {"job longer than its stride", [](S&, J& j) { j.struct_size = 80; }},
      {"unknown flag", [](S&, J& j) { j.flags = 4; }, IGGAN_E_UNSUPPORTED},
      {"no grid", [](S&, J& j) { j.grid = nullptr; }},
      {"no camera", [](S&, J& j) { j.camera = nullptr; }},
      {"no image", [](S&, J& j) { j.out = nullptr; }},
      {"no lights", [](S&, J& j) { j.lights = nullptr; }},
      {"short light stride", [](S&, J& j) { j.light_stride = 39; }},
      {"too many lights", [](S&, J& j) { j.light_count = 1u << 30; }, IGGAN_E_UNSUPPORTED},
      {"NaN background", [](S&, J& j) { j.background[1] = kNan; }},
      {"background alpha 2", [](S&, J& j) { j.background[3] = 2; }},
      {"translucent background without alpha", [](S& s, J&) { s.image.channels = 3; }},
      {"short grid", [](S& s, J&) { s.grid.struct_size = 8; }},
      {"no cells", [](S& s, J&) { s.grid.ny = 0; }},
      {"huge grid", [](S& s, J&) { s.grid.nz = 1u << 20; }, IGGAN_E_UNSUPPORTED},
      {"no occupancy", [](S& s, J&) { s.grid.occupancy = nullptr; }},
      {"negative voxel stride", [](S& s, J&) { s.grid.occ_stride[0] = -1; }},
      {"overlapping voxels", [](S& s, J&) { s.grid.occ_stride[1] = 3; }},
      {"albedo without strides", [](S& s, J&) { s.grid.albedo = s.occupancy.data(); }},
      {"infinite albedo", [](S& s, J&) { s.grid.default_albedo[2] = kInf; }},
      {"NaN grid matrix", [](S& s, J&) { s.grid.to_world[9] = kNan; }},
      {"singular grid matrix", [](S& s, J&) { s.grid.to_world[5] = 0; }},
      {"projective grid matrix", [](S& s, J&) { s.grid.to_world[3] = 1; }},
      {"short camera", [](S& s, J&) { s.camera.struct_size = 87; }},
      {"camera of kind 3", [](S& s, J&) { s.camera.kind = 3; }, IGGAN_E_UNSUPPORTED},
      {"NaN camera", [](S& s, J&) { s.camera.to_world[12] = kNan; }},
      {"stretched camera", [](S& s, J&) { s.camera.to_world[5] = 2; }},
      {"flat camera", [](S& s, J&) { s.camera.ymag = 0; }},
      {"far before near", [](S& s, J&) { s.camera.zfar = s.camera.znear; }},
      {"light of kind 9", [](S& s, J&) { s.lights[1].kind = 9; }, IGGAN_E_UNSUPPORTED},
      {"infinite light", [](S& s, J&) { s.lights[0].rgb[0] = kInf; }},
      {"light from nowhere", [](S& s, J&) { std::fill_n(s.lights[1].vec, 3, 0.0f); }},
      {"image of no height", [](S& s, J&) { s.image.height = 0; }},
      {"image too wide", [](S& s, J&) { s.image.width = 1u << 20; }, IGGAN_E_UNSUPPORTED},
      {"two channels", [](S& s, J&) { s.image.channels = 2; }},
      {"unknown dtype", [](S& s, J&) { s.image.dtype = 3; }, IGGAN_E_UNSUPPORTED},
      {"unknown transfer", [](S& s, J&) { s.image.transfer = 0; }, IGGAN_E_UNSUPPORTED},
      {"no pixels", [](S& s, J&) { s.image.data = nullptr; }},
      {"misaligned pixels", [](S& s, J&) { s.image.data = s.bytes.data() + 1; }},
      {"few bytes", [](S& s, J&) { --s.image.data_bytes; }},
      {"zero row stride", [](S& s, J&) { s.image.row_stride = 0; }},
      {"stride between elements", [](S& s, J&) { s.image.pixel_stride = 18; }},
      {"overlapping pixels", [](S& s, J&) { s.image.pixel_stride = 12; }},
      {"endless rows", [](S& s, J&) { s.image.row_stride = std::int64_t{1} << 62; }},
  };
  return all;
}

}  // namespace

TEST_CASE("an invalid job leaves every picture untouched", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  for (const Fault& fault : faults())
    for (const std::size_t place : {0u, 1u, 2u}) {
      CAPTURE(fault.name, place);
      auto scenes = small_scenes(3);
      auto jobs = jobs_of(scenes);
      fault.make(scenes[place], jobs[place]);
      CHECK(renderer.render(jobs) == fault.status);
      CHECK_THAT(renderer.error(), Catch::StartsWith("job " + std::to_string(place) + ": "));
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(renderer.statuses[i] == (i == place ? fault.status : IGGAN_E_NOT_RUN));
        CHECK(scenes[i].bytes == std::vector<unsigned char>(scenes[i].bytes.size(), 0xA5));
      }
    }
  auto scenes = small_scenes(1);
  CHECK(renderer.render(jobs_of(scenes)) == IGGAN_OK);  // and the instance goes on
}

TEST_CASE("calls with bad arguments are refused and an empty batch is fine", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  TestScene scene = small_scene();
  const iggan_job job = scene.job();
  iggan_status status = -1;
  const auto* table = renderer.plugin.table;
  CHECK(table->render_batch(renderer.instance, nullptr, 0, 0, nullptr, nullptr) == IGGAN_OK);
  CHECK(table->render_batch(renderer.instance, &job, 1, sizeof job, nullptr, nullptr) ==
        IGGAN_E_INVALID);
  CHECK(table->render_batch(renderer.instance, nullptr, 1, sizeof job, &status, nullptr) ==
        IGGAN_E_INVALID);
  CHECK(table->render_batch(renderer.instance, &job, 1, 64, &status, nullptr) == IGGAN_E_INVALID);
  CHECK(table->render_batch(nullptr, &job, 1, sizeof job, &status, nullptr) == IGGAN_E_INVALID);
  iggan_call short_call = renderer.call.call;
  short_call.struct_size = 16;
  CHECK(table->render_batch(renderer.instance, &job, 1, sizeof job, &status, &short_call) ==
        IGGAN_E_INVALID);
}
