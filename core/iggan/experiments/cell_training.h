#pragma once
#include <filesystem>
#include <functional>

#include <iggan/config/json_file.h>
#include <iggan/experiments/own_command.h>
#include <iggan/training/run_statistics.h>

namespace iggan {

/// Whether CELL/runs holds a training run to resume.
[[nodiscard]] bool has_training(const std::filesystem::path& cell);

/// Trains in CELL/runs, or resumes the run that was started there; the output goes to CELL/log.txt.
/// @param begin  `iggan train` for a new run, without --out.
/// @throws Error, Interrupted as run_own_command.
[[nodiscard]] RunFolder train_in_cell(const std::filesystem::path& cell, CommandLine begin,
                                      const FolderLock& lock,
                                      const std::function<void()>& waiting = {});

/// Fills in what the training cost and where it ran, in a result of either kind of cell.
template <class Result>
void describe_training(Result& result, const RunFolder& run) {
  result.training = cost_of(read_statistics(run));
  const std::filesystem::path environment = run.file("environment.json");
  if (std::filesystem::exists(environment)) result.environment = config::read_json(environment);
}

}  // namespace iggan
