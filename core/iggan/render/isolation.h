#pragma once
#include <cstdint>

namespace iggan {

/// How a renderer runs in its own process: a plugin only if `on` (isolated_renderer.h), a program
/// always (program_plugin.h).
struct Isolation {
  bool on = false;
  double seconds = 120;  // for starting, for a batch of a plugin and for the first job of a
                         // program; a renderer that takes longer counts as hung
  std::uint64_t memory_mib = 2048;  // data limit of each process; 0: no limit
};

}  // namespace iggan
