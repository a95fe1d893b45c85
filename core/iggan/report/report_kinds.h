#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <iggan/console/log.h>
#include <iggan/page/page.h>

namespace iggan {

struct ReportOptions {
  std::string renderer;          // plugin that pictures shapes; empty: the run's own black box
  int shapes = 16;               // to be turned in 3D
  std::uint64_t first_seed = 0;  // of the first of them; the others follow
};

/// What a page can be made of. The table in report_kinds.cpp names them all.
struct ReportKind {
  const char* name;   // "run"
  const char* files;  // what tells such a folder, for people
  bool (*detects)(const std::filesystem::path& path);
  std::unique_ptr<ReportPage> (*make)(const std::filesystem::path& path,
                                      const ReportOptions& options, Log& log);
};
[[nodiscard]] const std::vector<ReportKind>& report_kinds();

/// @throws DataError for a path that is none of them, with what each would hold.
[[nodiscard]] const ReportKind& report_kind_of(const std::filesystem::path& path);

}  // namespace iggan
