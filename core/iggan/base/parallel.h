#pragma once
#include <cstddef>
#include <functional>

namespace iggan {

/// Calls work(i) for every i in [0, count) on up to `jobs` threads, including the caller's; 0 means
/// one per core. If the system has no more threads, fewer do all of the work. Indices are assigned
/// in order; work must write only what belongs to its index, so that results do not depend on the
/// number of threads. The calling thread calls `done(n)` now and then with the number finished.
/// @throws what work, or the call of done that followed it, threw for the lowest index that failed,
/// once the other threads have stopped; Interrupted after Ctrl-C.
void parallel_for(std::size_t count, int jobs, const std::function<void(std::size_t)>& work,
                  const std::function<void(std::size_t)>& done = {});

}  // namespace iggan
