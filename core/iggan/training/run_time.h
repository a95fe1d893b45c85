#pragma once
#include <cstdint>

#include <iggan/console/log.h>
#include <iggan/training/run_folder.h>

namespace iggan {

/// Writes the time that a run has spent, up to its newest checkpoint, into its folder.
void write_time(const RunFolder& run, const RunTime& time);

/// The time that a run had spent when it reached an iteration. Where time.json is missing or
/// damaged, that is logged as a warning, and the run's statistics tell.
[[nodiscard]] RunTime earlier_time(const RunFolder& run, std::int64_t iteration, Log& log);

}  // namespace iggan
