#pragma once
#include <functional>
#include <memory>

#include "style.h"
#include "tracer.h"

namespace iggan::plugins {

using MakeTracer = std::function<std::unique_ptr<Tracer>()>;

/// Draws every job of a batch on up to `thread_budget` threads including the caller's (0: one for
/// each core). The pixels do not depend on the number of threads.
/// @throws what a thread threw first, after all of them have ended.
void render_jobs(plugin::Batch& batch, const Style& style, unsigned thread_budget,
                 const MakeTracer& make_tracer);

}  // namespace iggan::plugins
