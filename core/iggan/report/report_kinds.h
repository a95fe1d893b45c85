#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <iggan/console/log.h>
#include <iggan/page/page.h>

namespace iggan {

/// What a page shows.
struct ReportOptions {
  std::string renderer;          // plugin that renders shapes; empty: the run's own black box
  int shapes = 16;               // number of shapes to show in 3D
  std::uint64_t first_seed = 0;  // of the first of them; the others follow
};

/// A kind of report. The table in report_kinds.cpp lists them all.
struct ReportKind {
  const char* name;   // "run"
  const char* files;  // how to recognise such a folder, for people
  bool (*detects)(const std::filesystem::path& path);
  std::unique_ptr<ReportPage> (*make)(const std::filesystem::path& path,
                                      const ReportOptions& options, Log& log);
  /// Adds the pictures and shapes as a section of a page of several folders, and returns the data
  /// set whose attribution applies. nullptr: this kind has figures only.
  std::filesystem::path (*show)(ReportPage& page, const std::filesystem::path& path,
                                const ReportOptions& options, Log& log);
};
/// All kinds, in the order in which they are tried.
[[nodiscard]] const std::vector<ReportKind>& report_kinds();

/// @throws DataError for a path of no known kind, listing the files of each kind.
[[nodiscard]] const ReportKind& report_kind_of(const std::filesystem::path& path);

/// One page of several runs and comparisons: their interactive shapes and their pictures, with
/// credits.
/// @throws DataError for a path of a kind that has no pictures or shapes.
[[nodiscard]] std::unique_ptr<ReportPage> gallery_report(
    const std::string& title, const std::vector<std::filesystem::path>& paths,
    const ReportOptions& options, Log& log);

}  // namespace iggan
