#pragma once
#include <filesystem>

#include <iggan/config/fields.h>

#include "own_command.h"

namespace iggan::cli {

/// Whether there is training in CELL/runs to go on with.
[[nodiscard]] bool is_begun(const std::filesystem::path& cell);

/// Trains in CELL/runs, or goes on with the run that was begun there; its words go to CELL/log.txt.
/// @param begin  `iggan train` of a new run, without --out.
/// @return       the run's folder.
/// @throws Error, Interrupted as run_own_command.
[[nodiscard]] std::filesystem::path train_in_cell(const std::filesystem::path& cell,
                                                  CommandLine begin, const FolderLock& lock,
                                                  const std::function<void()>& waiting = {});

/// Whether a cell's outcome, null before its end, is one to keep: failed cells are tried again.
[[nodiscard]] bool is_done(const config::Json& outcome);

/// What a run cost and where it was made: {"training": {...}, "environment": {...}}.
[[nodiscard]] config::Json facts_of_training(const std::filesystem::path& run);

}  // namespace iggan::cli
