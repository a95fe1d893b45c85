#pragma once
#include <cstddef>
#include <functional>
#include <string>

#include <iggan/experiments/experiment_result.h>

namespace iggan {

/// Checks what can be checked before training: settings, sets, and their sizes.
/// @param features  width of the feature extractor: a Fréchet distance needs at least as many
///                  pictures.
/// @throws ConfigError naming the cell and what is wrong.
void check_cell(const ExperimentCell& cell, std::size_t features);

/// Trains and measures a cell unless it is already done.
/// @param waiting  called several times a second with the current stage; may be empty.
/// @throws as CellFolder::run.
ExperimentOutcome run_cell(const std::filesystem::path& out, const ExperimentCell& cell,
                           const std::function<void(const std::string& stage)>& waiting = {});

/// The outcomes of the cells so far, for tables. A cell whose outcome cannot be used here has
/// failed, with the reason.
[[nodiscard]] std::vector<ExperimentOutcome> outcomes_so_far(const std::filesystem::path& out,
                                                             const Experiment& experiment);
/// Writes OUT/table.md, table.csv and table.json.
void write_tables(const std::filesystem::path& out, const Experiment& experiment,
                  const std::vector<ExperimentOutcome>& outcomes);

}  // namespace iggan
