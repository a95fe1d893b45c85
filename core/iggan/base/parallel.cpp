#include <iggan/base/parallel.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>

// oneTBB is not used here, although Embree depends on it: if one of its workers cannot start the
// next thread, oneTBB aborts the process (2021.8 and 2022.0), and an Embree device with one
// thread, opened by a renderer plugin, would limit these loops to one thread too.

namespace iggan {

void parallel_for(std::size_t count, int jobs, const std::function<void(std::size_t)>& work,
                  const std::function<void(std::size_t)>& done) {
  std::atomic<std::size_t> next{0}, finished{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::size_t failed_index = count;
  std::exception_ptr failure;
  std::size_t reported = 0;  // only used by the calling thread

  const auto run = [&](bool reports) {
    while (!stop && !interrupted()) {
      const std::size_t i = next++;
      if (i >= count) return;
      try {
        work(i);
        const std::size_t n = ++finished;
        if (reports && done) done(reported = n);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < failed_index) {
          failed_index = i;
          failure = std::current_exception();
        }
        stop = true;
      }
    }
  };
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t threads = std::min(jobs > 0 ? static_cast<std::size_t>(jobs) : cores, count);
  std::vector<std::thread> others;
  try {
    while (others.size() + 1 < threads) others.emplace_back(run, false);
  } catch (const std::exception&) {
    // The system has no more threads or memory: fewer threads do all of the work.
  }
  run(true);
  for (std::thread& thread : others) thread.join();

  if (failure) std::rethrow_exception(failure);
  if (interrupted()) fail<Interrupted>("interrupted after {} of {}", finished.load(), count);
  if (done && reported < count) done(count);
}

}  // namespace iggan
