#include <support/catch.h>

#include <thread>
#include <vector>

#include <support/fake_plugins.h>

#include <iggan/base/error.h>
#include <iggan/render/renderer_benchmark.h>

namespace {

iggan::RendererSpeed speed_of(const std::string& plugin, const std::string& mode) {
  iggan::RendererRequest request;
  request.name = fake_plugin(plugin).string();
  request.params = {{"mode", mode}};
  request.thread_budget = 1;
  return iggan::measure_speed(request, {iggan::VoxelGrid::cube(4)}, 4, 2, 0.005);
}

/// What the plugin noted about all calls so far; see tests/support/plugins/fake_renderer.c.
iggan::ImageF32 notes_of(const std::string& plugin) {
  const iggan::VoxelGrid grid = iggan::VoxelGrid::cube(4);
  iggan::RenderJob job;
  job.grid = grid;
  return open_fake(plugin)->render_one(job, 4, 4);
}

}  // namespace

TEST_CASE("a benchmark asks for the ceiling of a plugin that offers it", "[render]") {
  CHECK(speed_of("concurrent_renderer", "ceiling").ceiling_rays_per_second == 1e6);
  CHECK(speed_of("concurrent_renderer", "tell").ceiling_rays_per_second == 0);
}

TEST_CASE("a benchmark refuses a ceiling table that is too short, empty or gives no number",
          "[render]") {
  CHECK_THROWS_WITH(speed_of("concurrent_renderer", "short_ceiling"),
                    Contains("iggan.ray_ceiling/1 says it has 8 bytes"));
  CHECK_THROWS_WITH(speed_of("concurrent_renderer", "no_ceiling"),
                    Contains("rays_per_second is missing from its iggan.ray_ceiling/1"));
  CHECK_THROWS_WITH(speed_of("concurrent_renderer", "nan_ceiling"), Contains("rays_per_second"));
}

TEST_CASE("a benchmark keeps to a plugin's thread model when it asks for the ceiling", "[render]") {
  CHECK(speed_of("thread_affine_renderer", "ceiling").ceiling_rays_per_second == 1e6);
  CHECK(notes_of("thread_affine_renderer").samples[2] == 0);  // calls from more than one thread

  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] { (void)speed_of("process_serial_renderer", "ceiling"); });
  for (auto& thread : threads) thread.join();
  CHECK(notes_of("process_serial_renderer").samples[0] == 1);  // most calls at once
}
