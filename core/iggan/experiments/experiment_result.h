#pragma once
#include <optional>
#include <string>

#include <iggan/evaluation/metric_lines.h>
#include <iggan/experiments/cell_folder.h>
#include <iggan/experiments/experiment.h>
#include <iggan/training/run_statistics.h>

namespace iggan {

/// Digests of a cell's sets; empty for a missing set.
struct CellData {
  std::optional<std::string> pictures, judge, shapes;

  IGGAN_FIELDS(pictures, judge, shapes)
};

/// What identifies a cell of an experiment.
struct ExperimentIdentity {
  std::string cell;
  config::Named<std::string> coordinates;  // axis and value
  ExperimentSettings settings;
  config::Json config;  // all options of the training run; null if the settings are wrong
  CellData data;

  [[nodiscard]] static ExperimentIdentity of(const ExperimentCell& cell);
  /// As CellFolder requires. A set that no longer exists makes no difference.
  [[nodiscard]] std::string difference_from(const ExperimentIdentity& before) const;

  IGGAN_FIELDS(cell, coordinates, settings, config, data)
};

/// The measurements of a cell.
struct ExperimentResult {
  std::optional<TrainingCost> training;
  std::optional<config::Json> environment;  // as the run's environment.json
  MetricLines scores;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("training", self.training, "what it cost");
    visit("environment", self.environment, "where the training ran");
    MetricLines::fields(self.scores, visit);
  }
  /// Version 0.1 kept each line under its own key.
  static void upgrade(config::Json& json);
};

/// The folder of a cell.
using ExperimentFolder = CellFolder<ExperimentIdentity, ExperimentResult>;
/// The cell's result, or why the cell failed.
using ExperimentOutcome = ExperimentFolder::Outcome;

/// The cell's folder OUT/cells/NAME.
[[nodiscard]] ExperimentFolder folder_of(const std::filesystem::path& out,
                                         const ExperimentCell& cell);

/// OUT/table.json: the outcomes of the cells so far, in the order of the experiment.
void write_outcomes(const std::filesystem::path& file,
                    const std::vector<ExperimentOutcome>& outcomes);
/// @throws DataError or ConfigError naming the file and what is wrong with it.
[[nodiscard]] std::vector<ExperimentOutcome> read_outcomes(const std::filesystem::path& file);

}  // namespace iggan
