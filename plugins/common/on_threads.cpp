#include "on_threads.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace iggan::plugins {

void on_threads(unsigned threads, const std::function<void()>& work) {
  std::exception_ptr first;
  std::mutex lock;
  const auto guarded = [&] {
    try {
      work();
    } catch (...) {
      const std::lock_guard<std::mutex> hold(lock);
      if (!first) first = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  others.reserve(threads);
  try {
    while (others.size() + 1 < threads) others.emplace_back(guarded);
  } catch (const std::exception&) {  // the system has no more threads or memory
  }
  guarded();
  for (std::thread& other : others) other.join();
  if (first) std::rethrow_exception(first);
}

unsigned threads_for(unsigned thread_budget, double rays) {
  constexpr double kRaysPerThread = 8192;
  const unsigned wanted = thread_budget == 0 ? std::thread::hardware_concurrency() : thread_budget;
  return static_cast<unsigned>(
      std::clamp(rays / kRaysPerThread, 1.0, static_cast<double>(std::clamp(wanted, 1u, 256u))));
}

double pixels_of(const plugin::Batch& batch) {
  double pixels = 0;
  for (std::size_t i = 0; i < batch.size(); ++i)
    pixels += static_cast<double>(batch.job(i).canvas.width()) * batch.job(i).canvas.height();
  return pixels;
}

}  // namespace iggan::plugins
