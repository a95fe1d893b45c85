#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include <iggan/conformance/check.h>
#include <iggan/conformance/process_state.h>
#include <iggan/render/plugin_renderer.h>

namespace iggan::conformance {
namespace {

constexpr std::uint32_t kThreads = 8;

/// Runs work(i) on eight threads at once and rethrows the first finding.
template <class Work>
void on_eight_threads(const Work& work) {
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::vector<Finding> findings;
  for (std::uint32_t i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] {
      try {
        work(i);
      } catch (const Finding& finding) {
        const std::lock_guard lock(mutex);
        findings.push_back(finding);
      }
    });
  for (std::thread& thread : threads) thread.join();
  if (!findings.empty()) throw findings.front();
}

/// One instance for all threads if the plugin allows it, else one for each. Skips the check if the
/// plugin allows only one call at a time.
std::vector<std::unique_ptr<Instance>> instances_for_threads(CheckContext& context) {
  const std::uint32_t model = context.subject().info().thread_model;
  if (model == IGGAN_PROCESS_SERIAL || model == IGGAN_THREAD_AFFINE)
    skip_check("the plugin declares that its calls never overlap");
  std::vector<std::unique_ptr<Instance>> instances;
  for (std::uint32_t i = 0; i < (model == IGGAN_CONCURRENT ? 1 : kThreads); ++i)
    instances.push_back(std::make_unique<Instance>(context.subject(), context.params(), 2));
  return instances;
}

/// Pictures rendered in parallel must equal those rendered one by one.
void parallel(CheckContext& context) {
  const bool compare = context.deterministic();
  const auto instances = instances_for_threads(context);
  auto expected = small_scenes(kThreads);
  instances[0]->draw(expected);
  std::mutex drawing;  // expect_equal may write a picture
  on_eight_threads([&](std::uint32_t i) {
    const iggan_plugin& table = context.subject().table();
    iggan_renderer* renderer = instances[i % instances.size()]->get();
    for (int repeat = 0; repeat < 40; ++repeat) {
      AbiScene scene = small_scene(i);
      const iggan_job job = scene.job();
      iggan_status status = -1;
      HostCall call;
      const iggan_status result =
          table.render_batch(renderer, &job, 1, sizeof job, &status, call.get());
      expect(result == IGGAN_OK, "eight threads at once: expected OK, got {}{}",
             status_name(result), call.words());
      const std::lock_guard lock(drawing);
      if (compare) context.expect_equal(expected[i], scene, "eight threads at once");
    }
  });
}

/// Each thread makes a different mistake, and must get its own message.
void errors(CheckContext& context) {
  const auto instances = instances_for_threads(context);
  const iggan_plugin& table = context.subject().table();
  const auto attempt = [&](std::uint32_t i, HostCall& call) {
    AbiScene scene = small_scene(i);
    iggan_job job = scene.job();
    iggan_status wanted = IGGAN_E_INVALID;
    if (i % 4 == 0) scene.image.channels = 2;
    if (i % 4 == 1) scene.grid.occupancy = nullptr;
    if (i % 4 == 2) scene.camera.ymag = -1;
    if (i % 4 == 3) job.flags = 8, wanted = IGGAN_E_UNSUPPORTED;
    iggan_status status = -1;
    const iggan_status result = table.render_batch(instances[i % instances.size()]->get(), &job, 1,
                                                   sizeof job, &status, call.get());
    if (i % 4 == 0 && result == IGGAN_E_UNSUPPORTED) wanted = result;
    expect(result == wanted && status == wanted,
           "eight threads, each with its own mistake: expected {}, got {}", status_name(wanted),
           status_name(result));
  };
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < kThreads; ++i) {
    HostCall call;
    attempt(i, call);
    texts.push_back(call.text());
  }
  on_eight_threads([&](std::uint32_t i) {
    for (int repeat = 0; repeat < 200; ++repeat) {
      HostCall call;
      attempt(i, call);
      expect(call.text() == texts[i],
             "eight threads, each with its own mistake: expected the text \"{}\", got \"{}\"",
             texts[i], call.text());
    }
  });
}

void require_cancel(CheckContext& context) {
  if (!context.subject().has(IGGAN_FEATURE_CANCEL))
    skip_check("the plugin does not declare that it can be stopped");
  if (!context.promises()) skip_check("features are promised only for parameters {{}}");
}

/// A number of jobs that makes the plugin call should_stop while it renders them.
std::uint32_t jobs_to_be_asked(Instance& instance) {
  for (std::uint32_t count = 6;; count *= 2) {
    auto scenes = small_scenes(count, 100);
    const auto jobs = jobs_of(scenes);
    HostCall call;
    const auto start = std::chrono::steady_clock::now();
    const iggan_status status = instance.render(jobs, call);
    expect(status == IGGAN_OK, "expected a valid batch of {} to be rendered, got {}{}", count,
           status_name(status), call.words());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (call.polls > 3) return count;
    if (took.count() < 200 && count < 2000) continue;
    expect(call.polls > 0,
           "expected a call of should_stop at least every 50 ms, got none in {:.0f} ms",
           took.count());
    return count;
  }
}

/// The largest number of threads that worked on a batch, counted at each poll: the caller's thread
/// and all that do not belong to the host.
std::size_t most_threads(Instance& instance, std::uint32_t jobs,
                         const std::set<std::string>& of_host) {
  struct Watch {
    const std::set<std::string>& of_host;
    std::atomic<std::size_t> most{0};
  } watch{of_host};
  HostCall call;
  call.raw().ctx = &watch;
  call.raw().log = nullptr;
  call.raw().should_stop = [](void* ctx) noexcept -> std::int32_t {
    auto& [known, so_far] = *static_cast<Watch*>(ctx);
    const std::size_t now = 1 + busy_threads_beside(known);
    for (std::size_t seen = so_far; seen < now && !so_far.compare_exchange_weak(seen, now);) {
    }
    return IGGAN_OK;
  };
  auto scenes = small_scenes(jobs, 100);
  (void)instance.render(jobs_of(scenes), call);
  return watch.most;
}

void budget(CheckContext& context) {
  const std::set<std::string> of_host = thread_ids();  // its libraries may have started some
  require_cancel(context);
  for (const std::uint32_t allowed : {1u, 2u}) {
    Instance instance(context.subject(), context.params(), allowed);
    const std::size_t most = most_threads(instance, jobs_to_be_asked(instance), of_host);
    expect(most > 0 && most <= allowed,
           "a thread budget of {}, including the caller's thread: expected at most that many busy "
           "threads, got {}, or a thread of an earlier call is still alive",
           allowed, most);
  }
}

/// Processor time of this process, milliseconds: other work of a busy machine does not count.
double processor_milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// The longest stretch without a poll in a call with `count` jobs on one thread.
struct Stretch {
  double longest = 0, whole = 0;  // milliseconds of processor time
};
Stretch longest_stretch(Instance& instance, std::uint32_t count) {
  struct Watch {
    std::mutex mutex;
    double last = 0, longest = 0;
    void look() {
      const std::lock_guard lock(mutex);
      const double now = processor_milliseconds();
      longest = std::max(longest, now - last);
      last = now;
    }
  } watch;
  HostCall call;
  call.raw().ctx = &watch;
  call.raw().log = nullptr;
  call.raw().should_stop = [](void* ctx) noexcept -> std::int32_t {
    static_cast<Watch*>(ctx)->look();
    return IGGAN_OK;
  };
  auto scenes = small_scenes(count, 256);
  const auto jobs = jobs_of(scenes);
  const double start = processor_milliseconds();
  watch.last = start;
  const iggan_status status = instance.render(jobs, call);
  watch.look();
  expect(status == IGGAN_OK, "expected a valid batch of {} to be rendered, got {}{}", count,
         status_name(status), call.words());
  return {watch.longest, watch.last - start};
}

/// Long batches must poll throughout, not just once.
void stop_interval(CheckContext& context) {
  constexpr double kLongEnough = 300;       // milliseconds: a batch this long needs more than one
                                            // poll
  constexpr double kAllowed = 100;          // twice the rule's, to allow for clocks and page faults
  constexpr std::uint32_t kMostJobs = 128;  // of 1 MiB each
  require_cancel(context);
  Instance instance(context.subject(), context.params(), 1);
  (void)longest_stretch(instance, 1);  // a driver may compile its programs now, which cannot be
                                       // interrupted
  for (std::uint32_t count = 4;; count *= 2) {
    const auto start = std::chrono::steady_clock::now();
    const Stretch stretch = longest_stretch(instance, count);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    expect(stretch.longest <= kAllowed,
           "a batch of {} on one thread: expected a call of should_stop at least every 50 ms, got "
           "none for {:.0f} of {:.0f} ms of processor time",
           count, stretch.longest, stretch.whole);
    // A plugin that works in another process or on a GPU uses little of this processor.
    if (stretch.whole >= kLongEnough || count >= kMostJobs || took.count() > 4) return;
  }
}

/// Stops at the first, second ... poll: the plugin must end in time, report correct statuses and
/// stay usable.
void stop_polls(CheckContext& context) {
  require_cancel(context);
  constexpr std::uint32_t kSize = 100;
  const bool deterministic = context.deterministic();
  for (const std::uint32_t budget : {1u, 3u}) {
    Instance instance(context.subject(), context.params(), budget);
    const std::uint32_t count = jobs_to_be_asked(instance);
    HostCall watched;
    auto expected = small_scenes(count, kSize);
    expect(instance.render(jobs_of(expected), watched) == IGGAN_OK,
           "expected a valid batch to be rendered, got an error{}", watched.words());
    for (const int poll : {0, 1, 2, watched.polls / 2}) {
      HostCall call;
      call.stop_after = poll;
      auto scenes = small_scenes(count, kSize);
      const iggan_status status = instance.render(jobs_of(scenes), call);
      const double late = call.milliseconds_since_stop();
      if (late < 0) continue;  // it polled less often this time
      expect(status == IGGAN_E_CANCELLED, "stopped at poll {}: expected CANCELLED, got {}", poll,
             status_name(status));
      expect(late < 250, "stopped at poll {}: expected an end within 250 ms, got {:.0f} ms", poll,
             late);
      std::size_t unfinished = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const iggan_status job = instance.statuses[i];
        expect(job == IGGAN_OK || job == IGGAN_E_CANCELLED || job == IGGAN_E_NOT_RUN,
               "stopped at poll {}: expected OK, CANCELLED or NOT_RUN for job {}, got {}", poll, i,
               status_name(job));
        unfinished += job != IGGAN_OK;
        if (job == IGGAN_OK && deterministic)
          context.expect_equal(expected[i], scenes[i], "a job reported as complete at a stop");
      }
      expect(unfinished > 0 || poll > 0,
             "stopped at the first poll: expected an unfinished job, got OK {} times", count);
    }
    auto again = small_scenes(count, kSize);
    instance.draw(again);
    for (std::size_t i = 0; i < count && deterministic; ++i)
      context.expect_equal(expected[i], again[i], "a batch after a stopped one");
  }
}

void stop_code(CheckContext& context) {
  require_cancel(context);
  Instance instance(context.subject(), context.params());
  const std::uint32_t count = jobs_to_be_asked(instance);
  for (const iggan_status code : {IGGAN_E_TIMEOUT, IGGAN_E_CANCELLED}) {
    HostCall call;
    call.stop_after = 0;
    call.stop_code = code;
    auto scenes = small_scenes(count, 100);
    const iggan_status status = instance.render(jobs_of(scenes), call);
    expect(status == code, "should_stop returns {}: expected that code from render_batch, got {}",
           status_name(code), status_name(status));
  }
}

void after_return(CheckContext& context) {
  Instance instance(context.subject(), context.params(), 3);
  HostCall call;
  auto scenes = small_scenes(6, 100);
  (void)instance.render(jobs_of(scenes), call);
  HostCall stopped;
  stopped.stop_after = 1;
  (void)instance.render(jobs_of(scenes), stopped);
  const int polls = call.polls + stopped.polls, lines = call.lines + stopped.lines;
  const std::string text = call.text() + stopped.text();
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  instance.destroy();
  expect(call.polls + stopped.polls == polls,
         "expected no call of should_stop after the call, got {}",
         call.polls + stopped.polls - polls);
  expect(call.lines + stopped.lines == lines, "expected no call of log after the call, got {}",
         call.lines + stopped.lines - lines);
  expect(call.text() + stopped.text() == text,
         "expected the error text to stay unchanged after the call, got another");
}

}  // namespace

CheckTable thread_checks() {
  return {
      {"threads.parallel", "eight threads at once, as the thread model allows",
       "Threads: the plugin declares a thread model, and the host enforces it", parallel},
      {"threads.errors", "eight threads, each with its own mistake",
       "The functions, Errors: text goes into the buffer that this call passed", errors},
      {"threads.budget", "budgets of one and two threads, counted at the polls",
       "The functions, create: thread_budget caps the threads of a call including the caller's",
       budget},
      {"stop.polls", "a host that stops at the first, second ... poll",
       "The functions, should_stop: nonzero is the status to return, within 250 ms", stop_polls},
      {"stop.interval", "the longest time that a batch runs without a poll",
       "The functions, should_stop: ask at least every 50 ms", stop_interval},
      {"stop.code", "the code that should_stop returns",
       "The functions, should_stop: nonzero is the status to return", stop_code},
      {"callbacks.after_return", "no hook is called after the call",
       "The functions: should_stop, log and the error buffer are valid until the call returns",
       after_return},
  };
}

}  // namespace iggan::conformance
