#pragma once
#include <cstdint>

namespace iggan {

/// How a renderer in a process of its own is kept: a plugin, see isolated_renderer.h, if `on`; a
/// program, see program_plugin.h, always.
struct Isolation {
  bool on = false;
  double seconds = 120;  // for a start, one batch of a plugin, the first job of a program: a
                         // renderer that takes longer counts as hung
  std::uint64_t memory_mib = 2048;  // of data for each of its processes; 0: no limit
};

}  // namespace iggan
