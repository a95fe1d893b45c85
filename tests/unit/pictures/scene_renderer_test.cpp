#include <support/catch.h>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <support/toy_renderer.h>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/pictures/pictures.h>
#include <iggan/pictures/scene_renderer.h>

using iggan::BatchOptions;
using iggan::RenderedBatch;
using iggan::View;

namespace {

/// The toy renderer, which records its requests.
struct RecordingRenderer : ToyRenderer {
  std::vector<std::vector<iggan::RenderJob>> batches;
  bool interrupted = false;  // like a plugin that was working when an interrupt came

  void render(const std::vector<iggan::RenderJob>& jobs, int width, int height,
              float* rgba) override {
    if (interrupted) throw iggan::Interrupted("stopped while the toy was rendering");
    batches.push_back(jobs);
    ToyRenderer::render(jobs, width, height, rgba);
  }
};

/// Ten views of shapes with more and more voxels, in a scene where no value is the default.
struct TenViews {
  RecordingRenderer renderer;
  iggan::SceneDistribution scene;
  std::vector<iggan::VoxelGrid> shapes;
  BatchOptions options;
  std::vector<std::size_t> taken;  // first view and number of views of each batch

  TenViews() {
    scene.width = 5;
    scene.height = 4;
    scene.channels = 3;
    scene.background = {0.1, 0.4, 0.7};
    scene.default_albedo = {0.2, 0.3, 0.4};
    scene.lights = {{iggan::LightKind::point, iggan::LightFrame::world, {1, 2, 3}, {4, 5, 6}}};
    for (int i = 0; i < 10; ++i) {
      shapes.push_back(iggan::VoxelGrid::cube(4));
      for (int x = 0; x <= i; ++x) shapes.back().set(x % 4, x / 4, 0, true);
    }
    options.batch = 4;
  }
  [[nodiscard]] View view(std::size_t i) const {
    iggan::OrbitView orbit;
    orbit.azimuth_degrees = 30.0 * double(i);
    return {shapes[i], scene.shot_from(iggan::orbit_camera(scene.camera.kind, orbit)), 100 + i};
  }
  void render_all(const std::function<void(const RenderedBatch&)>& take) {
    iggan::SceneRenderer(renderer, scene)
        .render_all(
            10, [&](std::size_t i) { return view(i); }, options,
            [&](const RenderedBatch& batch) {
              taken.insert(taken.end(), {batch.first, batch.count});
              take(batch);
            });
  }
  void render_all() {
    render_all([](const RenderedBatch&) {});
  }
  [[nodiscard]] std::vector<std::uint8_t> direct(std::size_t i) {
    const iggan::ImageF32 linear = renderer.render_one(iggan::job_of(view(i), scene), 5, 4);
    return scene.transfer().apply(linear).samples;
  }
};

}  // namespace

TEST_CASE_METHOD(TenViews, "a job has the view's grid, shot and seed and the scene's albedo",
                 "[render]") {
  shapes[3].albedo.resize(3 * 64, 7);
  const iggan::RenderJob job = iggan::job_of(view(3), scene);
  CHECK(job.grid.occupancy == shapes[3].occupancy.data());
  CHECK(job.grid.albedo == shapes[3].albedo.data());
  CHECK(job.camera.to_world == view(3).shot.camera.to_world);
  CHECK(job.seed == 103);
  REQUIRE(job.lights.size() == 1);
  CHECK(job.lights[0].kind == iggan::LightKind::point);
  CHECK(job.lights[0].vec == iggan::Vec3{4, 5, 6});
  CHECK(job.default_albedo == scene.default_albedo);
}

TEST_CASE_METHOD(TenViews, "views are rendered in order, in batches of the requested size",
                 "[render]") {
  render_all();
  CHECK(taken == std::vector<std::size_t>{0, 4, 4, 4, 8, 2});
  REQUIRE(renderer.batches.size() == 3);
  std::uint64_t seed = 100;
  for (const auto& batch : renderer.batches)
    for (const iggan::RenderJob& job : batch) CHECK(job.seed == seed++);
  CHECK(seed == 110);
}

TEST_CASE_METHOD(TenViews, "a batch holds linear pixels, and bytes as training sees them",
                 "[render]") {
  std::vector<float> linear;
  std::vector<std::uint8_t> bytes, one_by_one;
  render_all([&](const RenderedBatch& batch) {
    linear.insert(linear.end(), batch.rgba, batch.rgba + batch.count * batch.picture_samples());
    std::vector<std::uint8_t> encoded(batch.count * 5 * 4 * 3);
    batch.encode(encoded.data());
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
    for (std::size_t i = 0; i < batch.count; ++i)
      for (const std::uint8_t byte : batch.picture(i).samples) one_by_one.push_back(byte);
  });
  std::vector<float> direct_linear;
  std::vector<std::uint8_t> direct_bytes;
  for (std::size_t i = 0; i < 10; ++i) {
    const auto job = iggan::job_of(view(i), scene);
    for (const float sample : renderer.render_one(job, 5, 4).samples)
      direct_linear.push_back(sample);
    for (const std::uint8_t byte : direct(i)) direct_bytes.push_back(byte);
  }
  CHECK(linear == direct_linear);
  CHECK(bytes == direct_bytes);
  CHECK(one_by_one == direct_bytes);
}

TEST_CASE_METHOD(TenViews, "a batch is handed over before the next one is made", "[render]") {
  std::vector<std::size_t> calls;
  render_all([&](const RenderedBatch&) { calls.push_back(renderer.batches.size()); });
  CHECK(calls == std::vector<std::size_t>{1, 2, 3});
}

TEST_CASE_METHOD(TenViews, "no views give no batch, and no batch may be empty", "[render]") {
  iggan::SceneRenderer nothing(renderer, scene);
  const auto never = [](const RenderedBatch&) { FAIL("there is no batch"); };
  nothing.render_all(
      0, [&](std::size_t i) { return view(i); }, options, never);
  CHECK(renderer.batches.empty());
  CHECK(nothing.seconds() == 0);
  options.batch = 0;
  CHECK_THROWS_WITH(render_all(), Contains("options.batch > 0"));
}

TEST_CASE_METHOD(TenViews, "a renderer that fails ends the loop with its own message", "[render]") {
  renderer.fail_at = 6;  // in the second batch
  options.after_interrupt = "of no consequence";
  CHECK_THROWS_WITH(render_all(), "the toy broke");
  CHECK(taken == std::vector<std::size_t>{0, 4});
  CHECK(renderer.batches.size() == 2);
}

TEST_CASE_METHOD(TenViews, "an interrupt during rendering also says what is kept", "[render]") {
  renderer.interrupted = true;
  CHECK_THROWS_WITH(render_all(), "stopped while the toy was rendering");
  options.after_interrupt = "no pictures were kept";
  CHECK_THROWS_AS(render_all(), iggan::Interrupted);
  CHECK_THROWS_WITH(render_all(), "stopped while the toy was rendering; no pictures were kept");
  CHECK(taken.empty());
}

TEST_CASE_METHOD(TenViews, "an interrupt between two batches ends the loop", "[render][signals]") {
  // In a child process: the flag that the signal sets is never cleared.
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    iggan::catch_interrupts();
    std::string words = "nothing was thrown";
    options.after_interrupt = "no pictures were kept";
    try {
      render_all([&](const RenderedBatch& batch) {
        if (batch.first == 4) std::raise(SIGINT);
      });
    } catch (const iggan::Interrupted& interrupt) {
      words = interrupt.what();
    }
    words += ", batches: " + std::to_string(renderer.batches.size()) +
             ", taken: " + std::to_string(taken.size() / 2);
    ::_exit(::write(pipe_ends[1], words.data(), words.size()) == ssize_t(words.size()) ? 0 : 1);
  }
  ::close(pipe_ends[1]);
  char words[256] = {};
  CHECK(::read(pipe_ends[0], words, sizeof words - 1) > 0);
  ::close(pipe_ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(std::string(words) ==
        "stopped while rendering; no pictures were kept, batches: 2, taken: 2");
}

TEST_CASE_METHOD(TenViews, "rendering many views gives the same pictures as rendering each alone",
                 "[render]") {
  std::vector<View> views;  // more than a batch
  std::vector<std::uint8_t> expected;
  for (std::size_t i = 0; i < iggan::kRenderBatch + 7; ++i) {
    views.push_back(view(i % 10));
    for (const std::uint8_t byte : direct(i % 10)) expected.push_back(byte);
  }
  renderer.batches.clear();
  const iggan::Pictures pictures = iggan::render_views(renderer, scene, views);
  CHECK(pictures.count == int(views.size()));
  CHECK(pictures.bytes == expected);
  REQUIRE(renderer.batches.size() == 2);
  CHECK(renderer.batches[0].size() == iggan::kRenderBatch);
}

TEST_CASE_METHOD(TenViews, "only the renderer's time is measured", "[render]") {
  struct SlowRenderer : ToyRenderer {
    void render(const std::vector<iggan::RenderJob>& jobs, int width, int height,
                float* rgba) override {
      ::usleep(20000);
      ToyRenderer::render(jobs, width, height, rgba);
    }
  } slow;
  iggan::SceneRenderer measured(slow, scene);
  const auto start = std::chrono::steady_clock::now();
  measured.render_all(
      10, [&](std::size_t i) { return view(i); }, options,
      [](const RenderedBatch&) { ::usleep(20000); });
  const double whole =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  CHECK(measured.seconds() >= 3 * 0.02);
  CHECK(measured.seconds() <= whole - 3 * 0.02);
}
