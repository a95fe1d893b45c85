#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include <iggan/evaluation/metric_lines.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/report/report_kinds.h>
#include <iggan/training/run_statistics.h>

namespace iggan {

/// What a run folder says, read once.
struct RunFiles {
  RunFolder folder;
  TrainingConfig config;
  SceneDistribution scene;
  std::filesystem::path data;
  std::vector<StatisticsLine> statistics;
  MetricLines metrics;
  config::Json environment = config::Json::object();
  std::optional<PictureManifest> pictures;  // where the data still lie

  /// @throws DataError or ConfigError naming what is missing or malformed.
  explicit RunFiles(const std::filesystem::path& path);

  /// As of the last line of the statistics; zeros before the first.
  [[nodiscard]] TrainingCost cost() const;
};

/// A section with shapes of the newest checkpoint: to turn, in turn, and between latents.
void add_run_shapes(ReportPage& page, const RunFiles& run, const ReportOptions& options, Log& log);

/// A section with pictures of the data and with those that the training left on its way.
void add_run_pictures(ReportPage& page, const RunFiles& run, Log& log);

}  // namespace iggan
