#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include <iggan/evaluation/metric_lines.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/report/report_kinds.h>
#include <iggan/training/run_statistics.h>
#include <iggan/training/trained_generator.h>

namespace iggan {

/// The contents of a run folder, read once.
struct RunFiles {
  RunFolder folder;
  TrainingConfig config;
  SceneDistribution scene;
  std::filesystem::path data;
  std::vector<StatisticsLine> statistics;
  MetricLines metrics;
  config::Json environment = config::Json::object();
  std::optional<PictureManifest> pictures;  // if the data still exist

  /// @throws DataError or ConfigError naming what is missing or malformed.
  explicit RunFiles(const std::filesystem::path& path);

  /// The cost in the last line of the statistics; zeros before the first.
  [[nodiscard]] TrainingCost cost() const;
};

/// Adds a section with shapes of the newest checkpoint: in 3D, on a turntable, interpolated between
/// latents, and moved along directions.
/// @param generator  of that checkpoint; nullptr if there is none yet.
void add_run_shapes(ReportPage& page, const RunFiles& run, const TrainedGenerator* generator,
                    const ReportOptions& options, Log& log);

/// Adds only the 3D viewer of the shapes, for a page of several runs.
void add_run_viewer(ReportSection& section, const RunFiles& run, const TrainedGenerator* generator,
                    const ReportOptions& options, Log& log);

/// Adds a section with pictures of the data and those saved during training.
void add_run_pictures(ReportPage& page, const RunFiles& run, Log& log);

}  // namespace iggan
