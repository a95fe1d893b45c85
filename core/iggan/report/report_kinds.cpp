#include <iggan/report/report_kinds.h>

#include <iggan/base/error.h>
#include <iggan/report/attribution.h>
#include <iggan/report/comparison_report.h>
#include <iggan/report/evaluation_report.h>
#include <iggan/report/experiment_report.h>
#include <iggan/report/run_report.h>

namespace iggan {
namespace fs = std::filesystem;

const std::vector<ReportKind>& report_kinds() {
  // The first that detects a path is used: a run folder may hold an evaluation's files too.
  static const std::vector<ReportKind> kinds = {
      {"experiment", "table.json and cells/, as `iggan experiment` writes them", is_experiment,
       experiment_report, nullptr},
      {"comparison", "comparison.json, as `iggan compare` writes it", is_comparison,
       comparison_report, show_comparison},
      {"run", "config.json and data.json, as `iggan train` writes them", is_run, run_report,
       show_run},
      {"evaluation",
       "metrics.jsonl, metric-shapes.jsonl or metric-pictures.jsonl, as `iggan evaluate` writes "
       "them; or such a file itself",
       is_evaluation, evaluation_report, nullptr},
  };
  return kinds;
}

const ReportKind& report_kind_of(const fs::path& path) {
  if (!fs::exists(path)) fail<DataError>("{}: no such file or folder", path.string());
  for (const ReportKind& kind : report_kinds())
    if (kind.detects(path)) return kind;
  std::string known;
  for (const ReportKind& kind : report_kinds())
    known += fmt::format("\n  {}: {}", kind.name, kind.files);
  fail<DataError>("a report cannot be made from {}. Give one of these:{}", path.string(), known);
}

std::unique_ptr<ReportPage> gallery_report(const std::string& title,
                                           const std::vector<fs::path>& paths,
                                           const ReportOptions& options, Log& log) {
  // All paths are checked before the first shape is made.
  std::vector<const ReportKind*> kinds;
  for (const fs::path& path : paths) {
    kinds.push_back(&report_kind_of(path));
    if (!kinds.back()->show)
      fail<DataError>(
          "{}: a page of several folders shows runs and comparisons; this is an {}. Make a "
          "separate page for it",
          path.string(), kinds.back()->name);
  }
  auto page = std::make_unique<ReportPage>(title, "Gallery");
  std::vector<fs::path> sets;
  for (std::size_t i = 0; i < paths.size(); ++i)
    sets.push_back(kinds[i]->show(*page, paths[i], options, log));
  add_attribution(*page, sets);
  return page;
}

}  // namespace iggan
