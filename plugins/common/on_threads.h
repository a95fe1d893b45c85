#pragma once
#include <functional>

#include <iggan/renderer_plugin.hpp>

namespace iggan::plugins {

/// Runs `work` on the caller's thread and up to threads - 1 others, until each has returned. `work`
/// takes its pieces from a counter, so fewer threads than requested also do all the work.
/// @throws the first exception of a thread, after all of them have ended.
void on_threads(unsigned threads, const std::function<void()>& work);

/// How many threads are worth starting, since each costs as much as about a thousand rays.
/// @param thread_budget  threads of one call, including the caller's; 0: one for each core.
/// @param rays  of the whole batch.
[[nodiscard]] unsigned threads_for(unsigned thread_budget, double rays);

/// The pixels of all pictures of a batch.
[[nodiscard]] double pixels_of(const plugin::Batch& batch);

}  // namespace iggan::plugins
