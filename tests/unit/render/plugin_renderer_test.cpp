#include <support/catch.h>

#include <csignal>
#include <sstream>
#include <thread>

#include <spdlog/sinks/ostream_sink.h>
#include <sys/wait.h>
#include <unistd.h>

#include <support/fake_plugins.h>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>

using iggan::RenderJob;
using iggan::Vec3;
using iggan::VoxelGrid;

namespace {

// What the fake renderer reports in its first pixels; see tests/support/plugins/fake_renderer.c.
struct Notes {
  float library_most, instance_most, many_threads, alpha;
  float nx, stride_y, stride_z, occupied;
  float lights, light[3];
  float camera[3], background_alpha;
};

struct Ask {
  VoxelGrid grid{3, 4, 5};
  RenderJob job;
  Ask() {
    grid.set(1, 2, 3, true);
    grid.set(0, 0, 4, true);
    job.grid = grid;
  }
  Notes ask(iggan::Renderer& renderer) {
    const iggan::ImageF32 image = renderer.render_one(job, 4, 2);
    Notes notes;
    static_assert(sizeof(Notes) == 16 * sizeof(float));
    std::copy_n(image.samples.data(), 16, reinterpret_cast<float*>(&notes));
    return notes;
  }
};

/// Makes several calls from each of many threads, on the renderers in turn.
Notes ask_from_many_threads(const std::vector<iggan::Renderer*>& renderers) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      Ask ask;
      for (int call = 0; call < 5; ++call) (void)ask.ask(*renderers[i % renderers.size()]);
    });
  for (auto& thread : threads) thread.join();
  Ask ask;
  return ask.ask(*renderers.front());
}

const iggan::config::Json kSlow = {{"delay_ms", 3}};

}  // namespace

TEST_CASE("a process-serial library has one call at a time over all its instances", "[render]") {
  const auto a = open_fake("process_serial_renderer", kSlow);
  const auto b = open_fake("process_serial_renderer", kSlow);
  const Notes notes = ask_from_many_threads({a.get(), b.get()});
  CHECK(notes.library_most == 1);
  CHECK(notes.many_threads == 1);  // the calls did come from many threads
}

TEST_CASE("an instance-serial renderer runs instances in parallel, each one call at a time",
          "[render]") {
  const auto a = open_fake("instance_serial_renderer", kSlow);
  const auto b = open_fake("instance_serial_renderer", kSlow);
  const Notes notes = ask_from_many_threads({a.get(), b.get()});
  CHECK(notes.instance_most == 1);
  CHECK(notes.library_most == 2);
}

TEST_CASE("a concurrent renderer is called from many threads at once", "[render]") {
  const auto renderer = open_fake("concurrent_renderer", kSlow);
  const Notes notes = ask_from_many_threads({renderer.get()});
  CHECK(notes.instance_most > 1);
}

TEST_CASE("a thread-affine library sees only one thread, from create to destroy", "[render]") {
  const auto a = open_fake("thread_affine_renderer", kSlow);
  std::thread([] { (void)open_fake("thread_affine_renderer", kSlow); }).join();
  const Notes notes = ask_from_many_threads({a.get()});
  CHECK(notes.many_threads == 0);
  CHECK(notes.library_most == 1);
}

TEST_CASE("errors cross from the affine thread to the caller", "[render]") {
  CHECK_THROWS_WITH(open_fake("thread_affine_renderer", {{"mode", "refuse_create"}}),
                    Contains("DEVICE: no license server"));
}

TEST_CASE("a job reaches the plugin with strides, world-space lights and a clear background",
          "[render]") {
  const auto renderer = open_fake("concurrent_renderer");
  Ask ask;
  iggan::OrbitView view;
  view.azimuth_degrees = 90;  // at +X, looking along -X
  view.distance = 3;
  ask.job.camera = iggan::orbit_camera(iggan::CameraKind::perspective, view);
  iggan::Light lamp;
  lamp.kind = iggan::LightKind::directional;
  lamp.vec = {0, 0, -1};  // where the camera looks
  ask.job.lights = {iggan::Light{}, lamp};
  const Notes notes = ask.ask(*renderer);
  CHECK(notes.nx == 3);
  CHECK(notes.stride_y == 3);
  CHECK(notes.stride_z == 12);
  CHECK(notes.occupied == 2);
  CHECK(notes.lights == 2);
  CHECK(notes.light[0] == Approx(-1));
  CHECK(notes.light[2] == Approx(0).margin(1e-6));  // float32 of sine and cosine
  CHECK(notes.camera[0] == Approx(3));
  CHECK(notes.background_alpha == 0);
}

TEST_CASE("a failing job is reported with renderer, number and message", "[render]") {
  const auto renderer = open_fake("concurrent_renderer", {{"mode", "fail_second"}});
  Ask ask;
  std::vector<float> rgba(3 * 4 * 2 * 4);
  CHECK_THROWS_WITH(renderer->render({ask.job, ask.job, ask.job}, 4, 2, rgba.data()),
                    "renderer org.iggan.test.concurrent: job 1 of 3 failed: the light has no "
                    "direction");
  CHECK(ask.ask(*renderer).alpha == 1);  // and the instance still works
}

TEST_CASE("pictures that a plugin leaves unfinished or fills with NaN are refused", "[render]") {
  Ask ask;
  CHECK_THROWS_WITH(ask.ask(*open_fake("concurrent_renderer", {{"mode", "forget"}})),
                    Contains("reports success, but left job 0 of 1 as NOT_RUN"));
  CHECK_THROWS_WITH(ask.ask(*open_fake("concurrent_renderer", {{"mode", "nan"}})),
                    Contains("nan in pixel 0"));
}

TEST_CASE("after a lost device nothing but destroy is called", "[render]") {
  const auto renderer = open_fake("concurrent_renderer", {{"mode", "lose_device"}});
  Ask ask;
  CHECK_THROWS_WITH(ask.ask(*renderer), Contains("DEVICE: the device fell off the bus"));
  CHECK_THROWS_WITH(ask.ask(*renderer), Contains("lost its device in an earlier call"));
}

TEST_CASE("the limits that a plugin declares are checked before it is called", "[render]") {
  const auto renderer = open_fake("concurrent_renderer");
  Ask ask;
  CHECK_THROWS_WITH(renderer->render_one(ask.job, 5000, 2),
                    Contains("image width 5000 is more than the 4096"));
  ask.job.lights.resize(5);
  CHECK_THROWS_WITH(ask.ask(*renderer), Contains("number of lights 5"));
  const VoxelGrid large = VoxelGrid::cube(65);
  ask.job.lights.clear();
  ask.job.grid = large;
  CHECK_THROWS_WITH(ask.ask(*renderer), Contains("grid edge 65"));
}

TEST_CASE("a plugin's log lines and completed parameters come through", "[render]") {
  std::ostringstream text;
  const auto log =
      std::make_shared<iggan::Log>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
  (void)open_fake("concurrent_renderer", {{"delay_ms", 0}}, log);
  CHECK_THAT(text.str(), Contains("org.iggan.test.concurrent: {") &&
                             Contains("\"mode\":\"tell\"") && Contains("\"delay_ms\":0"));
}

TEST_CASE("Ctrl-C stops a plugin at work and surfaces as an interruption", "[render][signals]") {
  // In a child process: the flag that the signal sets is never cleared.
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    iggan::catch_interrupts();
    if (::write(ready[1], "x", 1) != 1) ::_exit(3);
    int code = 1;
    try {
      Ask ask;
      (void)ask.ask(*open_fake("concurrent_renderer", {{"mode", "wait_for_stop"}}));
    } catch (const iggan::Interrupted&) {
      code = 0;
    } catch (...) {
      code = 2;
    }
    ::_exit(code);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  ::close(ready[0]);
  ::close(ready[1]);
  ::usleep(20000);  // the plugin is waiting by now; otherwise the flag would stop it at once
  REQUIRE(::kill(child, SIGINT) == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("an empty batch is not an error", "[render]") {
  float nothing = 0;
  CHECK_NOTHROW(open_fake("concurrent_renderer")->render({}, 4, 2, &nothing));
}
