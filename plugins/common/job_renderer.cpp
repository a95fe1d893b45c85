#include "job_renderer.h"

#include <algorithm>
#include <atomic>

#include "on_threads.h"
#include "picture.h"

namespace iggan::plugins {
namespace {

double samples_of(const plugin::Batch& batch, const Style& style) {
  return pixels_of(batch) * style.samples_per_axis * style.samples_per_axis *
         (style.random() ? style.samples : 1);
}

}  // namespace

/// Prepares one job after another for rendering.
class JobRenderer::RenderContext {
 public:
  RenderContext(const Style& style, std::unique_ptr<Tracer> tracer)
      : style_(style), tracer_(std::move(tracer)) {}

  [[nodiscard]] Picture prepare(const plugin::Job& job, const plugin::Batch& batch,
                                CancelPoll& poll) {
    if (!same_memory(job.grid)) {
      next_.assign(job.grid, poll);
      if (!built_ || !(next_ == grid_)) {
        built_ = false;
        std::swap(grid_, next_);
        if (style_.normals == Normals::smooth) smooth_.assign(grid_, poll);
        tracer_->build(grid_, batch, poll);
        built_ = true;
      }
      memory_ = job.grid;
    }
    return {job, style_, grid_, *tracer_, style_.normals == Normals::smooth ? &smooth_ : nullptr,
            poll};
  }
  /// Call at the end of a batch: the host may change its voxels afterwards.
  void forget_memory() { memory_ = {}; }

 private:
  /// Jobs of one call may share a grid, like views of one object.
  [[nodiscard]] bool same_memory(const iggan_grid& grid) const {
    return grid.occupancy == memory_.occupancy && grid.nx == memory_.nx && grid.ny == memory_.ny &&
           grid.nz == memory_.nz &&
           std::equal(grid.occ_stride, grid.occ_stride + 3, memory_.occ_stride);
  }

  const Style& style_;
  std::unique_ptr<Tracer> tracer_;
  SolidGrid grid_, next_;
  SmoothNormals smooth_;
  bool built_ = false;
  iggan_grid memory_{};
};

JobRenderer::JobRenderer(const Style& style, unsigned thread_budget, MakeTracer make_tracer)
    : style_(style), thread_budget_(thread_budget), make_tracer_(std::move(make_tracer)) {}

JobRenderer::~JobRenderer() = default;

std::shared_ptr<JobRenderer::RenderContext> JobRenderer::borrow_context() {
  std::unique_ptr<RenderContext> context;
  {
    const std::lock_guard<std::mutex> hold(lock_);
    if (idle_.empty()) {
      idle_.reserve(++made_);  // so that returning a context cannot fail
    } else {
      context = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (context == nullptr) context = std::make_unique<RenderContext>(style_, make_tracer_());
  return {context.release(), [this](RenderContext* returned) {
            returned->forget_memory();
            const std::lock_guard<std::mutex> hold(lock_);
            idle_.emplace_back(returned);
          }};
}

void JobRenderer::render(plugin::Batch& batch) {
  const unsigned threads = threads_for(thread_budget_, samples_of(batch, style_));
  if (2 * batch.size() > threads)  // each thread builds its own grids, in parallel
    draw_jobs(batch, threads);
  else
    draw_bands(batch, threads);
}

void JobRenderer::draw_jobs(plugin::Batch& batch, unsigned threads) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  on_threads(threads, [&] {
    try {
      const auto context = borrow_context();
      CancelPoll poll(batch);
      for (std::size_t i; !failed && (i = next++) < batch.size();) {
        batch.poll();
        const Picture picture = context->prepare(batch.job(i), batch, poll);
        picture.draw_rows(0, batch.job(i).canvas.height(), poll);
        batch.finish(i);
      }
    } catch (...) {
      failed = true;
      throw;
    }
  });
}

void JobRenderer::draw_bands(plugin::Batch& batch, unsigned threads) {
  const auto context = borrow_context();
  CancelPoll poll(batch);
  std::atomic<bool> failed{false};
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch.poll();
    const Picture picture = context->prepare(batch.job(i), batch, poll);
    const std::uint32_t height = batch.job(i).canvas.height();
    const std::uint32_t band = std::max(4u, height / (8 * threads));
    std::atomic<std::uint32_t> next{0};
    on_threads(threads, [&] {
      try {
        CancelPoll own(batch);
        for (std::uint32_t row; !failed && (row = band * next++) < height;)
          picture.draw_rows(row, std::min(row + band, height), own);
      } catch (...) {
        failed = true;
        throw;
      }
    });
    batch.finish(i);
  }
}

}  // namespace iggan::plugins
