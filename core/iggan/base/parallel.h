#pragma once
#include <cstddef>
#include <functional>

namespace iggan {

/// Calls work(i) for every i in [0, count) on up to `jobs` threads, the caller's among them; 0
/// means one a core. Where the system has no more threads to give, fewer do all of it. Indices are
/// handed out in order; work must write only what belongs to its index, so that results do not
/// depend on the number of threads. `done(n)` is called on the calling thread from time to time
/// with the number finished.
/// @throws the exception of the lowest index that threw, in work or in done after it, once the
/// others
///         have stopped, and Interrupted after Ctrl-C.
void parallel_for(std::size_t count, int jobs, const std::function<void(std::size_t)>& work,
                  const std::function<void(std::size_t)>& done = {});

}  // namespace iggan
