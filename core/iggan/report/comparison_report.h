#pragma once
#include <iggan/report/report_kinds.h>

namespace iggan {

/// A folder of `iggan compare`: renderers compared in pictures and figures; how well a proxy
/// learned each, and what generators learned through each.
[[nodiscard]] bool is_comparison(const std::filesystem::path& path);
/// @throws DataError or ConfigError when comparison.json cannot be read.
[[nodiscard]] std::unique_ptr<ReportPage> comparison_report(const std::filesystem::path& path,
                                                            const ReportOptions& options, Log& log);

/// Adds a section with the renderers' pictures side by side, for a page of several folders.
/// @return the shape set, whose attribution applies.
[[nodiscard]] std::filesystem::path show_comparison(ReportPage& page,
                                                    const std::filesystem::path& path,
                                                    const ReportOptions& options, Log& log);

}  // namespace iggan
