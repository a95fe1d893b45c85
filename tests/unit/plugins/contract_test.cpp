#include <xmmintrin.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <functional>
#include <iterator>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "support/plugin_scenes.h"

TEST_CASE("a plugin describes itself within the contract", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const PluginUnderTest plugin(name);
  CHECK(plugin.version() == (IGGAN_ABI_MAJOR << 16 | IGGAN_ABI_MINOR));
  REQUIRE(plugin.table->struct_size >= IGGAN_PLUGIN_SIZE_1_0);
  REQUIRE(plugin.table->renderer_count == 1);
  const iggan_info* info = plugin.table->get_info(0);
  REQUIRE(info != nullptr);
  CHECK(info == plugin.table->get_info(0));
  CHECK(plugin.table->get_info(1) == nullptr);
  CHECK(info->id == plugin.id);
  CHECK((info->formats & IGGAN_FORMAT_BIT(IGGAN_F32, IGGAN_LINEAR, 4)) != 0);
  CHECK((info->features & IGGAN_FEATURE_LAMBERT) != 0);
  CHECK(plugin.table->get_extension(nullptr, "com.example.nothing/1") == nullptr);
  plugin.table->destroy(nullptr);
}

TEST_CASE("creation fails wholly and says why", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const PluginUnderTest plugin(name);
  const auto attempt = [&](const std::string& id, const char* params, TestCall& call) {
    iggan_renderer* out = reinterpret_cast<iggan_renderer*>(&call);
    const iggan_create_info info{sizeof info, 1, id.c_str(), params};
    const iggan_status status = plugin.table->create(&info, &call.call, &out);
    CHECK((out != nullptr) == (status == IGGAN_OK));
    plugin.table->destroy(out);
    return status;
  };
  TestCall call;
  CHECK(attempt(plugin.id, "{}", call) == IGGAN_OK);
  CHECK(attempt(plugin.id + "x", "{}", call) == IGGAN_E_NOT_FOUND);
  struct Bad {
    const char *params, *named;
  };
  const auto bad = GENERATE(values<Bad>({{R"({"sampels_per_axis": 2})", "sampels_per_axis"},
                                         {R"({"samples_per_axis": "2"})", "samples_per_axis"},
                                         {R"({"samples_per_axis": 0})", "samples_per_axis"},
                                         {R"({"samples_per_axis": 1.5})", "samples_per_axis"},
                                         {R"({"samples_per_axis": NaN})", "samples_per_axis"},
                                         {R"({"samples_per_axis": 1e999})", "samples_per_axis"},
                                         {R"({"shadows": 1})", "shadows"},
                                         {R"({"shadows": null})", "shadows"},
                                         {R"({"normals": "round"})", "normals"},
                                         {"[1]", "object"},
                                         {"{\"normals\": \"\xC3", "normals"},
                                         {"", "JSON"}}));
  CHECK(attempt(plugin.id, bad.params, call) == IGGAN_E_INVALID);
  CHECK_THAT(call.text, Catch::Contains(bad.named));
}

TEST_CASE("padded rows and planes hold the same samples and padding stays", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  TestScene packed = small_scene(), planes = small_scene(), padded = small_scene();
  const std::int64_t size = 24;
  planes.image.channel_stride = 4 * size * size, planes.image.pixel_stride = 4;
  planes.image.row_stride = 4 * size;
  padded.image.channel_stride = 8, padded.image.pixel_stride = 40;
  padded.image.row_stride = 40 * size + 12;
  padded.resize_bytes(static_cast<std::size_t>(padded.image.row_stride * size + 64));
  REQUIRE(renderer.render({packed.job(), planes.job(), padded.job()}) == IGGAN_OK);
  std::vector<bool> sample_byte(padded.bytes.size());
  int different = 0;
  for (std::uint32_t y = 0; y < size; ++y)
    for (std::uint32_t x = 0; x < size; ++x)
      for (std::uint32_t c = 0; c < 4; ++c) {
        const float expected = packed.sample(x, y, c);
        if (planes.sample(x, y, c) != expected || padded.sample(x, y, c) != expected) ++different;
        const auto at = y * padded.image.row_stride + x * padded.image.pixel_stride +
                        c * padded.image.channel_stride;
        for (int b = 0; b < 4; ++b) sample_byte[static_cast<std::size_t>(at + b)] = true;
      }
  CHECK(different == 0);
  int written = 0;
  for (std::size_t i = 0; i < padded.bytes.size(); ++i)
    if (!sample_byte[i] && padded.bytes[i] != 0xA5) ++written;
  CHECK(written == 0);
}

TEST_CASE("larger structs and strides of a newer host give the same picture", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  struct NewerJob {
    iggan_job job;
    unsigned char tail[24];
  };
  struct NewerLight {
    iggan_light light;
    unsigned char tail[12];
  };
  auto expected = small_scenes(2), scenes = small_scenes(2);
  REQUIRE(renderer.render(jobs_of(expected)) == IGGAN_OK);
  std::vector<NewerLight> lights[2];
  std::vector<NewerJob> jobs(2);
  for (std::size_t i = 0; i < 2; ++i) {
    std::memset(&jobs[i], 0xEE, sizeof jobs[i]);
    jobs[i].job = scenes[i].job();
    jobs[i].job.struct_size = sizeof(NewerJob);
    for (const iggan_light& light : scenes[i].lights) {
      NewerLight newer;
      std::memset(&newer, 0xEE, sizeof newer);
      newer.light = light;
      newer.light.struct_size = sizeof newer;
      lights[i].push_back(newer);
    }
    jobs[i].job.lights = &lights[i][0].light;
    jobs[i].job.light_stride = sizeof(NewerLight);
  }
  REQUIRE(renderer.render(&jobs[0].job, 2, sizeof(NewerJob)) == IGGAN_OK);
  for (std::size_t i = 0; i < 2; ++i) CHECK(scenes[i].bytes == expected[i].bytes);
}

TEST_CASE("a batch on any number of threads equals single pictures", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const std::string params = GENERATE("{}", R"({"normals": "smooth", "shadows": true})");
  const std::uint32_t count = GENERATE(1u, 2u, 7u);
  const std::uint32_t size = 150;  // enough pixels that threads are worth their start
  TestRenderer single(name, params, 1), several(name, params, 3);
  auto one_by_one = small_scenes(count, size), batch = small_scenes(count, size);
  for (TestScene& scene : one_by_one) REQUIRE(single.render({scene.job()}) == IGGAN_OK);
  REQUIRE(several.render(jobs_of(batch)) == IGGAN_OK);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(several.statuses[i] == IGGAN_OK);
    CHECK(batch[i].bytes == one_by_one[i].bytes);
  }
}

TEST_CASE("a renderer with a budget of one thread starts none", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const auto threads = [] {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return std::distance(begin(tasks), end(tasks));
  };
  TestRenderer renderer(name, "{}", 1);
  auto scenes = small_scenes(4, 150);
  std::ptrdiff_t most = 0;
  const auto before = threads();
  struct Watch {
    std::function<std::ptrdiff_t()> count;
    std::ptrdiff_t& most;
  } watch{threads, most};
  renderer.call.call.ctx = &watch;
  renderer.call.call.should_stop = [](void* ctx) noexcept -> std::int32_t {
    auto& w = *static_cast<Watch*>(ctx);
    w.most = std::max(w.most, w.count());
    return IGGAN_OK;
  };
  REQUIRE(renderer.render(jobs_of(scenes)) == IGGAN_OK);
  CHECK(most == before);
}

TEST_CASE("changed voxels at the same address give a new picture", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  TestScene scene = small_scene(), other = small_scene(3);
  other.look({0.6f, 0, 0.8f}, {0, 1, 0}, 10);
  REQUIRE(renderer.render({scene.job(), other.job()}) == IGGAN_OK);
  REQUIRE(scene.bytes != other.bytes);
  scene.occupancy.assign(other.occupancy.begin(), other.occupancy.end());
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK(scene.bytes == other.bytes);
}

TEST_CASE("one instance serves several threads at once", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  TestRenderer renderer(name);
  auto expected = small_scenes(4);
  REQUIRE(renderer.render(jobs_of(expected)) == IGGAN_OK);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (std::uint32_t i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      TestCall call;
      for (int repeat = 0; repeat < 25; ++repeat) {
        TestScene scene = small_scene(i);
        const iggan_job job = scene.job();
        iggan_status status = -1;
        const auto result = renderer.plugin.table->render_batch(renderer.instance, &job, 1,
                                                                sizeof job, &status, &call.call);
        if (result != IGGAN_OK || scene.bytes != expected[i].bytes) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("a host that wants to stop is heard and may go on later", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const std::uint32_t budget = GENERATE(1u, 3u);
  const int allowed = GENERATE(0, 1, 5, 9);
  TestRenderer renderer(name, "{}", budget);
  auto scenes = small_scenes(6, 100);
  std::atomic<int> polls{0};
  struct Host {
    std::atomic<int>& polls;
    int allowed;
  } host{polls, allowed};
  renderer.call.call.ctx = &host;
  renderer.call.call.should_stop = [](void* ctx) noexcept -> std::int32_t {
    auto& h = *static_cast<Host*>(ctx);
    return h.polls++ < h.allowed ? IGGAN_OK : IGGAN_E_CANCELLED;
  };
  CHECK(renderer.render(jobs_of(scenes)) == IGGAN_E_CANCELLED);
  for (const iggan_status status : renderer.statuses)
    CHECK((status == IGGAN_OK || status == IGGAN_E_CANCELLED));
  CHECK(renderer.statuses.back() == IGGAN_E_CANCELLED);
  renderer.call.call.should_stop = nullptr;
  auto again = small_scenes(6, 100), fresh = small_scenes(6, 100);
  REQUIRE(renderer.render(jobs_of(again)) == IGGAN_OK);
  TestRenderer other(name);
  REQUIRE(other.render(jobs_of(fresh)) == IGGAN_OK);
  for (std::size_t i = 0; i < 6; ++i) CHECK(again[i].bytes == fresh[i].bytes);
}

TEST_CASE("the floating-point environment is as before", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const unsigned before = _mm_getcsr() & ~0x3Fu;  // without the sticky flags
  TestRenderer renderer(name);
  TestScene scene = small_scene();
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  CHECK((_mm_getcsr() & ~0x3Fu) == before);
}

TEST_CASE("extreme but finite input gives finite pixels", "[plugins]") {
  const std::string name = GENERATE("raster", "embree");
  const std::string params = GENERATE("{}", R"({"normals": "smooth", "shadows": true})");
  TestRenderer renderer(name, params);
  TestScene scene = small_scene();
  const float huge = std::numeric_limits<float>::max();
  SECTION("blinding lights") {
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, huge, {0, 0, -1});
    scene.add_light(IGGAN_LIGHT_POINT, huge, {3, 2.5f, 2});
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, -huge, {0, -huge, -huge});
  }
  SECTION("a camera beyond the horizon") {
    scene.camera.to_world[14] = huge;
  }
  SECTION("a grid of dust") {
    for (const int d : {0, 5, 10}) scene.grid.to_world[d] = 1e-30f;
  }
  SECTION("a camera inside") {
    scene.look({0, 0, 1}, {0, 1, 0}, 0);
    scene.camera.kind = IGGAN_CAMERA_PERSPECTIVE;
    scene.camera.yfov = 3.14f;
  }
  REQUIRE(renderer.render({scene.job()}) == IGGAN_OK);
  int bad = 0;
  for (std::uint32_t y = 0; y < 24; ++y)
    for (std::uint32_t x = 0; x < 24; ++x)
      for (std::uint32_t c = 0; c < 4; ++c)
        if (!std::isfinite(scene.sample(x, y, c))) ++bad;
  CHECK(bad == 0);
}
