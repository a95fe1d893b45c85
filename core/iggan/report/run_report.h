#pragma once
#include <filesystem>
#include <memory>

#include <iggan/report/report_kinds.h>

namespace iggan {

/// Whether the path is a run folder.
[[nodiscard]] bool is_run(const std::filesystem::path& path);

/// A run folder: shapes of its newest checkpoint, pictures from training, curves, scores,
/// configuration, credits, and how to repeat it.
/// @throws DataError naming what is missing or malformed.
[[nodiscard]] std::unique_ptr<ReportPage> run_report(const std::filesystem::path& path,
                                                     const ReportOptions& options, Log& log);

/// Adds a section with the run's interactive shapes, for a page of several folders.
/// @return the picture set, whose attribution applies.
[[nodiscard]] std::filesystem::path show_run(ReportPage& page, const std::filesystem::path& path,
                                             const ReportOptions& options, Log& log);

}  // namespace iggan
