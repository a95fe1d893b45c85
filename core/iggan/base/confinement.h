#pragma once
#include <cstdint>

namespace iggan {

/// What a confined process may still use.
struct Confinement {
  int seconds = 60;                 // of processor time
  std::uint64_t memory_mib = 1024;  // of data
  int output = 3;                   // the descriptor that it may write to, besides standard error
};

/// Permanently gives up all access outside this process: no file can be opened, written,
/// removed or renamed, no program run, no process, thread or socket made, no signal sent, nothing
/// traced (a seccomp filter). Exceeding the time ends the process; exceeding the memory makes
/// allocations fail. For work on possibly hostile files whose result goes through a pipe.
/// @throws Error if the kernel has no such filter.
void confine(const Confinement& confinement);

}  // namespace iggan
