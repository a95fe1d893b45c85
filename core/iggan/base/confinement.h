#pragma once
#include <cstdint>

namespace iggan {

/// What a confined process may still use.
struct Confinement {
  int seconds = 60;                 // of processor time
  std::uint64_t memory_mib = 1024;  // of data
  int output = 3;                   // the descriptor that it may write to, beside standard error
};

/// Gives up, for this process and for good, whatever reaches beyond it: no file can be opened,
/// written, removed or renamed, no program run, no process or thread made, no socket made, no
/// signal sent, nothing traced (a seccomp filter). What it does beyond its time or memory ends it,
/// or fails. For work on files that may be hostile, whose outcome goes through a pipe.
/// @throws Error where the kernel has no such filter.
void confine(const Confinement& confinement);

}  // namespace iggan
