#pragma once
#include <functional>

#include <iggan/renderer_plugin.hpp>

namespace iggan::plugins {

/// Runs `work` on the caller's thread and up to threads - 1 others, until each has returned.
/// `work` takes its pieces from a counter, so fewer threads than asked for do it all as well.
/// @throws what a thread threw first, after all of them have ended.
void on_threads(unsigned threads, const std::function<void()>& work);

/// How many threads are worth their start, as each costs as much as some thousand rays.
/// @param thread_budget  threads of one call, the caller's included; 0: one for each core.
/// @param rays  of the whole batch.
[[nodiscard]] unsigned threads_for(unsigned thread_budget, double rays);

/// The pixels of all pictures of a batch.
[[nodiscard]] double pixels_of(const plugin::Batch& batch);

}  // namespace iggan::plugins
