#pragma once
#include <filesystem>
#include <memory>

#include <iggan/report/report_kinds.h>

namespace iggan {

/// Whether `iggan experiment` made the folder.
[[nodiscard]] bool is_experiment(const std::filesystem::path& path);

/// The folder of `iggan experiment`: its table, the curves of its runs side by side, samples of
/// each cell, and the commands that made them.
/// @throws DataError naming what is missing or malformed.
[[nodiscard]] std::unique_ptr<ReportPage> experiment_report(const std::filesystem::path& path,
                                                            const ReportOptions& options, Log& log);

}  // namespace iggan
