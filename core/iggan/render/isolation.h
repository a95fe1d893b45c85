#pragma once
#include <cstdint>

namespace iggan {

/// How a renderer is run in its own process: a plugin if `on` (isolated_renderer.h), a program
/// always (program_plugin.h).
struct Isolation {
  bool on = false;
  double seconds = 120;  // for a start, one batch of a plugin, the first job of a program; a
                         // renderer that takes longer counts as hung
  std::uint64_t memory_mib = 2048;  // of data for each of its processes; 0: no limit
};

}  // namespace iggan
