#include <cstdio>
#include <filesystem>
#include <memory>

#include <iggan/base/log.h>
#include <iggan/report/report_kinds.h>

#include "command.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

struct ReportArguments {
  std::string path, out;
  ReportOptions options;
};

void run_report_command(const ReportArguments& arguments) {
  const fs::path path = arguments.path;
  const ReportKind& kind = report_kind_of(path);
  const auto page = kind.make(path, arguments.options, *make_log());
  const fs::path folder = fs::is_directory(path) ? path : path.parent_path();
  const fs::path out = arguments.out.empty() ? folder / "report.html" : fs::path(arguments.out);
  page->write(out);
  std::printf("%s: %s, %.1f MB\n", out.c_str(), kind.name, double(fs::file_size(out)) / 1e6);
}

}  // namespace

void add_report_command(CLI::App& app) {
  auto arguments = std::make_shared<ReportArguments>();
  auto* command = app.add_subcommand(
      "report",
      "Make a web page of a run, an evaluation or an experiment: one file that opens without a\n"
      "server or a network.");
  command
      ->add_option("path", arguments->path,
                   "Run folder, folder of `iggan experiment`, or metric file of `iggan evaluate`")
      ->required();
  command->add_option("--out", arguments->out,
                      "File to write; report.html in the folder if not given");
  command->add_option("--renderer", arguments->options.renderer,
                      "Plugin that pictures a run's shapes; its own black box if not given");
  command->add_option("--shapes", arguments->options.shapes, "Shapes of a run to be turned in 3D")
      ->check(CLI::Range(1, 256));
  command->add_option("--first-seed", arguments->options.first_seed,
                      "Of the first shape; the others follow");
  command->footer("Example:\n  iggan report runs/00000-sofa-raster --out sofas.html");
  command->callback([arguments] { run_report_command(*arguments); });
}

}  // namespace iggan::cli
