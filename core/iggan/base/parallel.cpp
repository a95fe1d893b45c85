#include <iggan/base/parallel.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>

namespace iggan {

void parallel_for(std::size_t count, int jobs, const std::function<void(std::size_t)>& work,
                  const std::function<void(std::size_t)>& done) {
  std::atomic<std::size_t> next{0}, finished{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::size_t failed_index = count;
  std::exception_ptr failure;
  std::size_t reported = 0;  // the calling thread's alone

  const auto run = [&](bool reports) {
    while (!stop && !interrupted()) {
      const std::size_t i = next++;
      if (i >= count) return;
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < failed_index) {
          failed_index = i;
          failure = std::current_exception();
        }
        stop = true;
      }
      const std::size_t n = ++finished;
      if (reports && done) done(reported = n);
    }
  };
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t threads = std::min(jobs > 0 ? static_cast<std::size_t>(jobs) : cores, count);
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(run, false);
  run(true);
  for (std::thread& thread : others) thread.join();

  if (failure) std::rethrow_exception(failure);
  if (interrupted()) fail<Interrupted>("interrupted after {} of {}", finished.load(), count);
  if (done && reported < count) done(count);
}

}  // namespace iggan
