#include "render_jobs.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "picture.h"

namespace iggan::plugins {
namespace {

/// Runs `work` on the caller's thread and up to threads - 1 others, until each has returned.
/// `work` takes its pieces from a counter, so fewer threads than asked for do it all as well.
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
  } catch (const std::system_error&) {  // the system has no more threads to give
  }
  guarded();
  for (std::thread& other : others) other.join();
  if (first) std::rethrow_exception(first);
}

/// What a thread keeps from job to job: memory, and the grid that it prepared last.
class Workplace {
 public:
  Workplace(const Style& style, const MakeTracer& make) : style_(style), tracer_(make()) {}

  [[nodiscard]] Picture prepare(const plugin::Job& job, const plugin::Batch& batch) {
    if (!same_voxels(job.grid)) {
      grid_.assign(job.grid);
      batch.poll();
      if (style_.normals == Normals::smooth) smooth_.assign(grid_);
      tracer_->build(grid_, batch);
      last_ = job.grid;
    }
    return {job, style_, grid_, *tracer_, style_.normals == Normals::smooth ? &smooth_ : nullptr};
  }

 private:
  /// Jobs of one call may share a grid, as views of one object do. Only within a call: the host
  /// is free to change the voxels between calls.
  [[nodiscard]] bool same_voxels(const iggan_grid& grid) const {
    return grid.occupancy == last_.occupancy && grid.nx == last_.nx && grid.ny == last_.ny &&
           grid.nz == last_.nz &&
           std::equal(grid.occ_stride, grid.occ_stride + 3, last_.occ_stride);
  }

  const Style& style_;
  std::unique_ptr<Tracer> tracer_;
  SolidGrid grid_;
  SmoothNormals smooth_;
  iggan_grid last_{};
};

double samples_of(const plugin::Job& job, const Style& style) {
  return static_cast<double>(job.canvas.width()) * job.canvas.height() * style.samples_per_axis *
         style.samples_per_axis;
}

}  // namespace

void render_jobs(plugin::Batch& batch, const Style& style, unsigned thread_budget,
                 const MakeTracer& make_tracer) {
  double samples = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) samples += samples_of(batch.job(i), style);
  // Starting a thread costs as much as some thousand rays.
  constexpr double kSamplesPerThread = 8192;
  const unsigned wanted = thread_budget == 0 ? std::thread::hardware_concurrency() : thread_budget;
  const auto threads = static_cast<unsigned>(std::clamp(
      samples / kSamplesPerThread, 1.0, static_cast<double>(std::clamp(wanted, 1u, 256u))));

  std::atomic<bool> failed{false};
  if (batch.size() >= threads) {
    std::atomic<std::size_t> next{0};
    on_threads(threads, [&] {
      try {
        Workplace workplace(style, make_tracer);
        for (std::size_t i; !failed && (i = next++) < batch.size();) {
          batch.poll();
          const Picture picture = workplace.prepare(batch.job(i), batch);
          picture.draw_rows(0, batch.job(i).canvas.height(), batch);
          batch.finish(i);
        }
      } catch (...) {
        failed = true;
        throw;
      }
    });
    return;
  }
  Workplace workplace(style, make_tracer);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch.poll();
    const Picture picture = workplace.prepare(batch.job(i), batch);
    const std::uint32_t height = batch.job(i).canvas.height();
    std::atomic<std::uint32_t> next{0};
    on_threads(threads, [&] {
      constexpr std::uint32_t kBand = 4;
      try {
        for (std::uint32_t row; !failed && (row = kBand * next++) < height;)
          picture.draw_rows(row, std::min(row + kBand, height), batch);
      } catch (...) {
        failed = true;
        throw;
      }
    });
    batch.finish(i);
  }
}

}  // namespace iggan::plugins
