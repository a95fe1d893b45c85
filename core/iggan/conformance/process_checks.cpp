#include <chrono>
#include <set>
#include <string>
#include <thread>

#include <sys/resource.h>

#include <iggan/base/sanitizer.h>
#include <iggan/conformance/check.h>
#include <iggan/conformance/process_state.h>
#include <iggan/render/plugin_renderer.h>

namespace iggan::conformance {
namespace {

void process_settings(CheckContext& context) {
  (void)context.subject();
  std::string output, changed;
  {
    OutputCapture capture;
    const ProcessSettings before = ProcessSettings::now();
    const auto look = [&](const char* when) {
      const std::string what = ProcessSettings::now().changed_since(before);
      if (changed.empty() && !what.empty()) changed = what + " by " + when;
    };
    {
      Instance instance(context.subject(), context.params(), 2);
      look("create");
      auto scenes = small_scenes(3, 100);
      instance.draw(scenes);
      look("render_batch");
      scenes[1].image.channels = 2;
      HostCall call;
      (void)instance.render(jobs_of(scenes), call);
      look("a refused render_batch");
    }
    look("destroy");
    output = capture.text();
  }
  expect(changed.empty(), "expected the process to stay as it was, got a change of {}", changed);
  expect(output.empty(), "expected no output, got \"{}\"",
         output.substr(0, std::min<std::size_t>(output.find('\n'), 100)));
}

/// A process that an instance starts must end with it.
void no_children_left(CheckContext& context) {
  (void)context.subject();
  const std::set<std::string> before = child_processes();
  {
    Instance instance(context.subject(), context.params(), 2);
    auto scenes = small_scenes(2, 64);
    instance.draw(scenes);
  }
  std::string left;
  for (int wait = 0; wait < 200;
       ++wait) {  // two seconds: a process that has been asked to end may take some time
    left.clear();
    for (const std::string& child : child_processes())
      if (before.count(child) == 0) left = child;
    if (left.empty()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  fail_check("expected no process left by an instance that was destroyed, got one, {}", left);
}

/// Grows the stack to a megabyte now, because a memory limit would forbid it later.
[[gnu::noinline]] void touch_stack() {
  volatile unsigned char bytes[1 << 20];
  for (std::size_t i = 0; i < sizeof bytes; i += 1024) bytes[i] = 0;
}

/// When memory runs out, a plugin must report this and must not bring down the process.
void memory_limit(CheckContext& context) {
  if (kSanitized) skip_check("a sanitizer owns the address space");
  Instance warm(context.subject(), context.params());
  AbiScene small = small_scene();
  warm.draw(small);
  const std::uint32_t edge = std::min(context.subject().info().max_grid_edge, 256u);
  AbiScene large(edge, edge, edge, 256, 256);
  for (std::size_t i = 0; i < large.occupancy.size(); ++i) large.occupancy[i] = i * 7919 % 5 == 0;
  large.camera.ymag = static_cast<float>(edge);
  const iggan_job job = large.job();
  touch_stack();
  // From far too little upwards, so that the limit is hit at different points.
  for (const std::size_t room : {0u, 1u, 4u, 16u, 64u}) {
    const std::size_t mapped = mapped_bytes();
    struct rlimit limit {};
    ::getrlimit(RLIMIT_AS, &limit);
    const struct rlimit before = limit;
    limit.rlim_cur = mapped + (room << 20);
    HostCall call;
    iggan_status single = -1;
    ::setrlimit(RLIMIT_AS, &limit);
    const iggan_status status = context.subject().table().render_batch(
        warm.get(), &job, 1, sizeof job, &single, call.get());
    ::setrlimit(RLIMIT_AS, &before);
    expect(status == IGGAN_OK || status == IGGAN_E_MEMORY || status == IGGAN_E_INTERNAL ||
               status == IGGAN_E_DEVICE,
           "{} MiB of memory left: expected OK, MEMORY or INTERNAL, got {}{}", room,
           status_name(status), call.words());
    if (status == IGGAN_E_DEVICE) return;  // only destroy is legal now
  }
  AbiScene again = small_scene();
  warm.draw(again);
  if (context.deterministic())
    context.expect_equal(small, again, "a small job after memory ran out");
}

/// Reports a figure; never fails.
void speed(CheckContext& context) {
  using Clock = std::chrono::steady_clock;
  Instance instance(context.subject(), context.params(), 0);
  auto scenes = small_scenes(16, 64);
  const auto jobs = jobs_of(scenes);
  instance.draw(jobs);
  int batches = 0;
  double seconds = 0;
  for (const auto start = Clock::now(); seconds < 0.5; ++batches) {
    instance.draw(jobs);
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  throw Finding{Verdict::pass, fmt::format("{:.0f} images per second of 64 x 64 pixels, 6 x 5 x 4 "
                                           "voxels, in batches of 16, all threads",
                                           16 * batches / seconds)};
}

}  // namespace

CheckTable process_checks() {
  return {
      {"process.manners", "what a plugin must leave as it was, and its output",
       "Manners: restore the floating-point environment; leave locale, working directory, umask, "
       "signals and standard output alone",
       process_settings},
      {"process.children", "no process outlives the instance that started it",
       "Manners: a process that an instance starts has ended when destroy returns",
       no_children_left},
      {"memory.limit", "a large job with little memory left",
       "The functions, Errors: no exception leaves a plugin", memory_limit},
      {"speed", "images per second (a report)", "", speed},
  };
}

}  // namespace iggan::conformance
