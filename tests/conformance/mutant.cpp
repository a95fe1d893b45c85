// A small, correct renderer plugin that is compiled once and linked with a mutation.cpp for each
// fault: `iggan renderers check` must pass the one without a fault and find the fault in each of
// the others. It defines its own export functions, because the glue would prevent many of the
// faults.
#include <iggan/renderer_plugin.hpp>

#include <atomic>
#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mutant_job.h"
#include "mutant_parameters.h"
#include "mutant_pixels.h"
#include "mutant_scene.h"

namespace {

using namespace mutant;
using glue::Call;
using glue::Failure;

const iggan_info& info() {
  static const iggan_info kInfo{sizeof(iggan_info),
                                IGGAN_CONCURRENT,
                                IGGAN_DET_BITWISE,
                                glue::kAllFormats,
                                IGGAN_FEATURE_LAMBERT | IGGAN_FEATURE_CANCEL,
                                4096,
                                4096,
                                512,
                                16,
                                0.0f,
                                0,
                                "org.iggan.test.mutant",
                                "Mutant",
                                "iggan tests",
                                "1.0",
                                "BSD-3-Clause",
                                params_schema()};
  return kInfo;
}

void sleep_for_ever() {
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

std::atomic<int> live_instances{0};
std::atomic<void*> newest_instance{nullptr};

/// A correct plugin does nothing when it is loaded or when the process ends.
const struct LoadAndExit {
  LoadAndExit() {
    if (MUTATED(THREAD_AT_LOAD)) std::thread(sleep_for_ever).detach();
    if (MUTATED(OPENS_AT_LOAD)) (void)::open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (MUTATED(PRINTS_AT_LOAD)) std::fputs("mutant 1.0 loaded\n", stderr);
  }
  ~LoadAndExit() {
    if (MUTATED(CRASH_AT_EXIT) && live_instances != 0) std::abort();
  }
} load_and_exit;

/// State that an instance must not keep between calls; only mutants use it.
struct Memories {
  struct Cached {
    const std::uint8_t* address;
    std::uint32_t nx, ny, nz;
    std::uint64_t seed;
    std::shared_ptr<const Voxels> voxels;
  };
  std::mutex lock;
  std::vector<Cached> cache;
  std::vector<float> scratch;
  std::atomic<std::uint64_t> drawn{0};
  std::atomic<bool> refused{false};
  std::uint64_t born = 0;
  Call last_call{nullptr};
  void* older = nullptr;  // the instance created before this one
};

struct Instance {
  double gain = 1;
  std::uint32_t thread_budget = 0;
  Memories memories;
};

/// Turns exceptions into a status, and writes the error text to the host's buffer.
template <class Work>
iggan_status reporting(const iggan_call* host, const Work& work) noexcept {
  static std::mutex lock;
  static std::string shared_text;
  const Call silent(nullptr);
  iggan_status status = IGGAN_E_INVALID;  // if the call struct is too short to report to
  (void)glue::detail::guarded(silent, [&] {
    const Call call(host);
    if (!MUTATED(SHARED_ERROR_TEXT)) {
      status = glue::detail::guarded(call, [&] { work(call); });
      return;
    }
    status = glue::detail::guarded(silent, [&] {
      try {
        work(call);
      } catch (const std::exception& error) {
        const std::lock_guard<std::mutex> hold(lock);
        shared_text = error.what();
        throw;
      }
    });
    std::this_thread::yield();  // as if a log were being written
    const std::lock_guard<std::mutex> hold(lock);
    if (status != IGGAN_OK) call.write_error(shared_text);
  });
  return status;
}

std::shared_ptr<const Voxels> voxels_of(Instance& instance, const Job& job, const Poll& poll) {
  if (!MUTATED(CACHES_BY_ADDRESS)) return std::make_shared<Voxels>(job.grid, poll);
  const iggan_grid& grid = job.grid;
  const std::lock_guard<std::mutex> hold(instance.memories.lock);
  for (const Memories::Cached& one : instance.memories.cache)
    if (one.address == grid.occupancy && one.nx == grid.nx && one.ny == grid.ny &&
        one.nz == grid.nz && one.seed == job.seed)
      return one.voxels;
  auto voxels = std::make_shared<const Voxels>(grid, poll);
  instance.memories.cache.push_back({grid.occupancy, grid.nx, grid.ny, grid.nz, job.seed, voxels});
  return voxels;
}

/// @param stray  see Scene::trace.
void draw(Instance& instance, const Job& job, std::uint64_t stray, const Poll& poll) {
  poll();
  const std::shared_ptr<const Voxels> voxels = voxels_of(instance, job, poll);
  const Scene scene(job, *voxels, instance.gain);
  const std::uint32_t width = job.image.width, height = job.image.height;
  std::vector<float> own;
  std::vector<float>& rgba = MUTATED(RACES) ? instance.memories.scratch : own;
  const std::size_t row = std::size_t{4} * width;
  if (rgba.size() < row * height) rgba.resize(row * height);
  for (std::uint32_t y = 0; y < height; ++y) {
    poll();
    // As if each thread of the budget rendered a band of rows with its own random sequence.
    const std::uint64_t band =
        MUTATED(THREAD_DEPENDENT) ? std::uint64_t{y} * instance.thread_budget / height : 0;
    for (std::uint32_t x = 0; x < width; ++x)
      scene.trace(x, y, stray + band, rgba.data() + y * row + std::size_t{4} * x);
  }
  if (MUTATED(RACES)) std::this_thread::yield();  // as if waiting for a device
  const Pixels pixels(job.image, job.background);
  for (std::uint32_t y = 0; y < height; ++y)
    for (std::uint32_t x = 0; x < width; ++x)
      pixels.store(x, y, rgba.data() + y * row + std::size_t{4} * x);
}

/// Threads that run while a batch is rendered, regardless of the thread budget.
class Helpers {
 public:
  Helpers() {
    if (MUTATED(IGNORES_BUDGET))
      for (int i = 0; i < 4; ++i)
        threads_.emplace_back([this] {
          while (!done_) std::this_thread::yield();
        });
  }
  ~Helpers() {
    done_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Helpers(const Helpers&) = delete;
  Helpers& operator=(const Helpers&) = delete;

 private:
  std::atomic<bool> done_{false};
  std::vector<std::thread> threads_;
};

/// Renders validated jobs; a failure becomes the status of every job not complete by then.
/// @param statuses, count  cover these jobs and the later ones of the batch.
void draw_all(Instance& instance, const std::vector<Job>& jobs, iggan_status* statuses,
              std::size_t count, const Poll& poll) {
  const Helpers helpers;
  Memories& memories = instance.memories;
  std::uint64_t call_stray = 0;
  if (MUTATED(CLOCK_SEED)) call_stray = memories.born;
  if (MUTATED(KEEPS_STATE)) call_stray = memories.drawn;
  if (MUTATED(STALE_AFTER_FAILURE)) call_stray = memories.refused.exchange(false) ? 1 : 0;
  std::size_t done = 0;
  const auto rest = [&](iggan_status status) {
    std::fill(statuses + done, statuses + count, status);
  };
  try {
    for (; done < jobs.size(); ++done) {
      draw(instance, jobs[done], call_stray + (MUTATED(BATCH_ORDER) ? done : 0), poll);
      statuses[done] = IGGAN_OK;
    }
  } catch (const Failure& failure) {
    rest(MUTATED(STOP_SAYS_OK) ? IGGAN_OK : failure.status);
    throw;
  } catch (const std::bad_alloc&) {
    rest(IGGAN_E_MEMORY);
    throw;
  } catch (...) {
    rest(IGGAN_E_INTERNAL);
    throw;
  }
  memories.drawn += jobs.size();
}

/// Both stages of a batch: nothing is written before every job has passed its checks.
void check_and_draw(Instance& instance, const iggan_job* jobs, std::uint32_t count,
                    std::uint32_t stride, iggan_status* statuses, const Poll& poll) {
  const std::uint32_t at_once = MUTATED(WRITES_BEFORE_VALIDATION) ? 1 : MUTATED(CHUNKS) ? 3 : count;
  for (std::uint32_t first = 0; first < count; first += at_once) {
    const std::uint32_t last = std::min(first + at_once, count);
    std::vector<Job> checked;
    for (std::uint32_t i = first; i < last; ++i) try {
        checked.push_back(read_job(jobs, stride, i, info()));
      } catch (const Failure& failure) {
        statuses[i] = failure.status;
        instance.memories.refused = true;
        throw Failure(failure.status, "job " + std::to_string(i) + ": " + failure.what());
      }
    draw_all(instance, checked, statuses + first, count - first, poll);
  }
}

/// Side effects of create, in some mutants.
void misbehave(Instance& instance) {
  static float* volatile table = nullptr;
  if (MUTATED(CLOCK_SEED))
    instance.memories.born =
        static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  if (MUTATED(LEAKS)) {
    table = new float[256];
    std::fill_n(table, 256, 1.0f);
  }
  if (MUTATED(LEAKS_DESCRIPTOR)) (void)::open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  if (MUTATED(PRINTS)) std::puts("mutant renderer ready");
  if (MUTATED(CHANGES_LOCALE)) (void)std::setlocale(LC_ALL, "C.UTF-8");
  if (MUTATED(CHANGES_UMASK)) (void)::umask(077);
  static const bool forked = MUTATED(FORKS) && ::fork() == 0;
  if (forked) sleep_for_ever();
  if (MUTATED(CATCHES_SIGNALS)) (void)std::signal(SIGINT, SIG_IGN);
}

const iggan_info* IGGAN_CALL get_info(std::uint32_t index) noexcept {
  if (MUTATED(INFO_MOVES) && index == 0) {
    static iggan_info copies[2];
    static unsigned turn = 0;
    iggan_info& copy = copies[++turn % 2];
    copy = info();
    return &copy;
  }
  return index == 0 || MUTATED(INFO_PAST_END) ? &info() : nullptr;
}

bool is_known(const char* id) {
  // Compared only up to the length of the plugin's own id.
  if (MUTATED(PREFIX_ID)) return std::strncmp(id, info().id, std::strlen(info().id)) == 0;
  return std::strcmp(id, info().id) == 0;
}

iggan_status IGGAN_CALL create(const iggan_create_info* create_info, const iggan_call* host,
                               iggan_renderer** out) noexcept {
  if (out != nullptr) *out = nullptr;
  if (MUTATED(THROWS)) (void)ParameterReader(create_info->params_json).gain();
  return reporting(host, [&](const Call&) {
    if (out == nullptr) glue::invalid("out is NULL");
    const auto request = glue::detail::read_struct<iggan_create_info>(
        create_info, IGGAN_CREATE_INFO_SIZE_1_0, "create_info");
    if (request.renderer_id == nullptr && !MUTATED(NULL_ID))
      glue::invalid("create_info.renderer_id is NULL");
    if (!is_known(request.renderer_id))
      throw Failure(IGGAN_E_NOT_FOUND, "this library has only " + std::string(info().id));
    auto instance = std::make_unique<Instance>();
    instance->gain =
        ParameterReader(request.params_json == nullptr ? "{}" : request.params_json).gain();
    instance->thread_budget = std::max(request.thread_budget, 1u);
    misbehave(*instance);
    instance->memories.older = newest_instance.exchange(instance.get());
    ++live_instances;
    *out = reinterpret_cast<iggan_renderer*>(instance.release());
  });
}

void IGGAN_CALL destroy(iggan_renderer* renderer) noexcept {
  auto* instance = reinterpret_cast<Instance*>(renderer);
  if (MUTATED(DESTROYS_NULL)) *reinterpret_cast<volatile double*>(&instance->gain) = 0;
  if (instance == nullptr) return;
  // Treats instances as a stack: the last one created must go first.
  void* expected = instance;
  if (!newest_instance.compare_exchange_strong(expected, instance->memories.older) &&
      MUTATED(DESTROY_ORDER))
    std::abort();
  // Messages of other threads are passed on only now.
  if (MUTATED(CALLS_LATER) && instance->thread_budget > 2)
    instance->memories.last_call.log(IGGAN_LOG_DEBUG, "the threads have ended");
  --live_instances;
  delete instance;
}

iggan_status IGGAN_CALL render_batch(iggan_renderer* renderer, const iggan_job* jobs,
                                     std::uint32_t count, std::uint32_t stride,
                                     iggan_status* statuses, const iggan_call* host) noexcept {
  if (MUTATED(NULL_CALL)) (void)*reinterpret_cast<const volatile std::uint32_t*>(host);
#if defined(__x86_64__)
  if (MUTATED(CHANGES_FP)) _mm_setcsr(_mm_getcsr() | 0x8040);  // denormals become 0, for speed
#endif
  return reporting(host, [&](const Call& call) {
    if (count == 0) return;
    if (statuses == nullptr) glue::invalid("job_status is NULL");
    if (!MUTATED(STATUS_UNSET)) std::fill_n(statuses, count, IGGAN_E_NOT_RUN);
    if (renderer == nullptr) glue::invalid("renderer is NULL");
    if (jobs == nullptr) glue::invalid("jobs is NULL");
    if (stride < IGGAN_JOB_SIZE_1_0) glue::invalid("job_stride is too short for version 1.0");
    auto& instance = *reinterpret_cast<Instance*>(renderer);
    if (MUTATED(CALLS_LATER)) {
      const std::lock_guard<std::mutex> hold(instance.memories.lock);
      instance.memories.last_call = call;
    }
    check_and_draw(instance, jobs, count, stride, statuses, Poll(call));
  });
}

const void* IGGAN_CALL get_extension(iggan_renderer*, const char*) noexcept {
  return nullptr;
}

}  // namespace

extern "C" IGGAN_EXPORT uint32_t IGGAN_CALL iggan_abi_version(void) IGGAN_NOEXCEPT {
  return (IGGAN_ABI_MAJOR << 16) | IGGAN_ABI_MINOR;
}

extern "C" IGGAN_EXPORT const iggan_plugin* IGGAN_CALL iggan_plugin_v1(void) IGGAN_NOEXCEPT {
  static const iggan_plugin kTable{
      MUTATED(TABLE_OF_SIZE_0) ? 0 : std::uint32_t{sizeof(iggan_plugin)},
      IGGAN_ABI_MINOR,
      1,
      0,
      get_info,
      create,
      destroy,
      render_batch,
      get_extension};
  return &kTable;
}
