#include <support/catch.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/base/sanitizer.h>
#include <iggan/render/isolated_renderer.h>

#include "support/fake_plugins.h"
#include "support/processes.h"
#include "support/programs.h"
#include "support/temp_dir.h"

using namespace iggan;

namespace {

RendererRequest isolated(const std::string& name, const config::Json& params) {
  RendererRequest request;
  request.name = name;
  request.params = params;
  request.isolation.on = true;
  request.isolation.seconds = 2;
  return request;
}

/// Jobs of different sizes, with and without colours and lights.
struct Jobs {
  std::vector<VoxelGrid> grids;
  std::vector<RenderJob> jobs;
  explicit Jobs(int count) {
    Rng rng(3);
    for (int i = 0; i < count; ++i) {
      grids.emplace_back(6 + i % 3, 7, 5);
      for (auto& cell : grids.back().occupancy) cell = rng.below(3) == 0;
      if (i % 2 == 1) grids.back().albedo.assign(3 * grids.back().size(), std::uint8_t(40 * i));
    }
    for (int i = 0; i < count; ++i) {
      RenderJob job;
      job.grid = grids[std::size_t(i)];
      job.camera = orbit_camera(CameraKind::perspective, {40.0 * i, 25, 2.0, 40.0, 0.7, {0, 0, 0}});
      if (i != 2)
        job.lights = {Light{},
                      Light{LightKind::directional, LightFrame::camera, {1, 1, 1}, {0, -1, -1}}};
      job.seed = std::uint64_t(i);
      jobs.push_back(job);
    }
  }
};

std::vector<float> draw(Renderer& renderer, const std::vector<RenderJob>& jobs) {
  std::vector<float> rgba(jobs.size() * 4 * 20 * 16);
  renderer.render(jobs, 20, 16, rgba.data());
  return rgba;
}

bool process_exists(pid_t id) {
  return ::kill(id, 0) == 0;
}

}  // namespace

TEST_CASE("an isolated renderer draws the same pixels", "[render]") {
  const std::string name = GENERATE("raster", "embree");
  const PluginPath path(IGGAN_PLUGIN_DIR);
  const Jobs few(3), many(40);
  RendererRequest here;
  here.name = name;
  const auto direct = open_renderer(here),
             apart = open_renderer(isolated(name, config::Json::object()));
  CHECK(apart->info().id == direct->info().id);
  CHECK(apart->info().params_schema == direct->info().params_schema);
  for (const Jobs* jobs : {&few, &many, &few})
    CHECK(draw(*apart, jobs->jobs) == draw(*direct, jobs->jobs));
}

TEST_CASE("a plugin that fails once costs one child process", "[render]") {
  const std::string fault = GENERATE("kill", "abort", "exit", "hang", "device", "half");
  const TempDir dir;
  const Jobs jobs(3);
  const std::string library = fake_plugin("faulty_renderer").string();
  IsolatedRenderer sound(isolated(library, config::Json::object()));
  IsolatedRenderer faulty(
      isolated(library, {{"fault", fault}, {"after", 1}, {"once", (dir / "struck").string()}}));
  const pid_t first = faulty.child();
  const auto expected = draw(sound, jobs.jobs);
  for (int batch = 0; batch < 4; ++batch) CHECK(draw(faulty, jobs.jobs) == expected);
  CHECK(faulty.child() != first);
  CHECK_FALSE(process_exists(first));
}

TEST_CASE("a plugin that fails twice on one batch gives an error with its name", "[render]") {
  const std::string fault = GENERATE("kill", "abort", "exit", "hang", "device", "half");
  const Jobs jobs(2);
  IsolatedRenderer renderer(isolated(fake_plugin("faulty_renderer").string(), {{"fault", fault}}));
  const std::string how = fault == "kill"     ? "signal 9"
                          : fault == "abort"  ? "signal 6"
                          : fault == "exit"   ? "exited"
                          : fault == "device" ? "has left the building"
                                              : "no answer within 2 s";
  CHECK_THROWS_WITH(draw(renderer, jobs.jobs),
                    Contains("org.iggan.test.faulty") && Contains("twice") && Contains(how));
}

TEST_CASE("a plugin that asks for three gigabytes does not get them", "[render]") {
  if (kSanitized) return;  // a sanitizer owns the address space
  const Jobs jobs(2);
  IsolatedRenderer renderer(isolated(fake_plugin("faulty_renderer").string(), {{"fault", "hog"}}));
  CHECK_THROWS_WITH(draw(renderer, jobs.jobs), Contains("MEMORY") && Contains("out of memory"));
}

TEST_CASE("a plugin's refusal is passed on with its message", "[render]") {
  const PluginPath path(IGGAN_PLUGIN_DIR);
  CHECK_THROWS_AS(open_renderer(isolated("raster", {{"samples", 2}})), ConfigError);
  CHECK_THROWS_WITH(open_renderer(isolated("rastre", config::Json::object())),
                    Contains("did you mean raster"));
  const auto renderer = open_renderer(isolated("raster", config::Json::object()));
  std::vector<float> rgba(4);
  const Jobs jobs(1);
  CHECK_THROWS_WITH(renderer->render(jobs.jobs, 1 << 20, 1, rgba.data()), Contains("image width"));
}

TEST_CASE("the child ends with its parent", "[render]") {
  const pid_t child = [] {
    IsolatedRenderer renderer(
        isolated(fake_plugin("faulty_renderer").string(), config::Json::object()));
    CHECK(process_exists(renderer.child()));
    return renderer.child();
  }();
  CHECK_FALSE(process_exists(child));
}

TEST_CASE("a plugin that truncates the shared memory does not harm this process", "[render]") {
  const Jobs jobs(3);
  const std::string library = fake_plugin("faulty_renderer").string();
  IsolatedRenderer sound(isolated(library, config::Json::object()));
  IsolatedRenderer faulty(isolated(library, {{"fault", "cut"}}));
  CHECK(draw(faulty, jobs.jobs) == draw(sound, jobs.jobs));
}

TEST_CASE("processes that a plugin started end with its renderer, even in their own session",
          "[render]") {
  const TempDir dir;
  const auto file = dir / "id";
  const Jobs jobs(1);
  {
    IsolatedRenderer renderer(isolated(fake_plugin("faulty_renderer").string(),
                                       {{"fault", "daemon"}, {"note", file.string()}}));
    (void)draw(renderer, jobs.jobs);
    REQUIRE(within_seconds(5, [&] { return process_ids(file).size() == 1; }));
    CHECK(process_lives(process_ids(file)[0]));
  }
  CHECK(within_seconds(2, [&] { return !process_lives(process_ids(file)[0]); }));
}
