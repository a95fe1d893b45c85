#pragma once
#include <string>
#include <utility>
#include <vector>

#include <iggan/experiments/experiment_result.h>

namespace iggan {

/// Results of cells: a row for each cell, and below them a row for each control of each shape set.
struct ExperimentTable {
  struct Row {
    std::vector<std::string> coordinates;  // one for each axis; of a control its name, then dashes
    std::string failed;                    // the reason; empty otherwise
    std::vector<double> values;            // one for each metric; kUnknown where there is none
  };
  std::vector<std::string> axes;
  std::vector<const Metric*> metrics;
  std::vector<Row> cells, controls;

  /// Texts as people read them, the reason of a failure in place of the first value.
  [[nodiscard]] std::vector<std::string> titles() const;
  [[nodiscard]] std::vector<std::string> texts(const Row& row) const;
};

[[nodiscard]] ExperimentTable tabulate(const std::vector<std::string>& axes,
                                       const std::vector<ExperimentOutcome>& outcomes);
[[nodiscard]] std::string to_markdown(const ExperimentTable& table);
[[nodiscard]] std::string to_csv(const ExperimentTable& table);

}  // namespace iggan
