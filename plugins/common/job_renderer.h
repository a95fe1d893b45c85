#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "style.h"
#include "tracer.h"

namespace iggan::plugins {

using MakeTracer = std::function<std::unique_ptr<Tracer>()>;

/// Renders batches of jobs. What a thread needs for this (memory, a tracer and the grid that the
/// tracer was built for) is kept for the next batch.
class JobRenderer {
 public:
  /// @param thread_budget  threads of one call, including the caller's; 0: one for each core.
  JobRenderer(const Style& style, unsigned thread_budget, MakeTracer make_tracer);
  ~JobRenderer();
  JobRenderer(const JobRenderer&) = delete;
  JobRenderer& operator=(const JobRenderer&) = delete;

  /// The pixels do not depend on the number of threads. Thread-safe.
  /// @throws the first exception of a thread, after all of them have ended.
  void render(plugin::Batch& batch);

 private:
  class RenderContext;
  void draw_jobs(plugin::Batch& batch, unsigned threads);
  void draw_bands(plugin::Batch& batch, unsigned threads);
  /// A context used by no other thread while the pointer lives.
  [[nodiscard]] std::shared_ptr<RenderContext> borrow_context();

  Style style_;
  unsigned thread_budget_;
  MakeTracer make_tracer_;
  std::mutex lock_;
  std::vector<std::unique_ptr<RenderContext>> idle_;
  std::size_t made_ = 0;  // contexts so far
};

}  // namespace iggan::plugins
