#pragma once
#include <string>
#include <vector>

#include <iggan/evaluation/result_table.h>
#include <iggan/experiments/experiment_result.h>

namespace iggan {

/// A row for each cell, and below them a row for each control of each shape set.
[[nodiscard]] ResultTable tabulate(const std::vector<std::string>& axes,
                                   const std::vector<ExperimentOutcome>& outcomes);

}  // namespace iggan
