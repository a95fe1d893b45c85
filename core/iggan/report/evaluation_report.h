#pragma once
#include <filesystem>
#include <memory>

#include <iggan/console/log.h>
#include <iggan/evaluation/metric_lines.h>
#include <iggan/page/page.h>
#include <iggan/report/report_kinds.h>

namespace iggan {

/// Lines of `iggan evaluate` as a section with tables: shapes against shapes with the controls
/// below, pictures against pictures, and the thresholds that were tried.
void add_scores(ReportPage& page, const MetricLines& lines);

/// The metric files of a folder, or the file itself.
[[nodiscard]] std::vector<std::filesystem::path> metric_files(const std::filesystem::path& path);

/// Whether the path is a metric file or a folder with one.
[[nodiscard]] bool is_evaluation(const std::filesystem::path& path);
/// The page of metric files. @throws DataError.
[[nodiscard]] std::unique_ptr<ReportPage> evaluation_report(const std::filesystem::path& path,
                                                            const ReportOptions& options, Log& log);

}  // namespace iggan
