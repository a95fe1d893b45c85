#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <iggan/base/error.h>
#include <iggan/console/log.h>
#include <iggan/report/report_kinds.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

struct ReportArguments {
  std::vector<std::string> paths;
  std::string out, title = "Gallery";
  ReportOptions options;
  bool json = false;
};

/// The folder of the data that a page is about.
fs::path folder_of(const fs::path& path) {
  return fs::is_directory(path) ? path : path.parent_path();
}

void run_report_command(const ReportArguments& arguments) {
  const std::vector<fs::path> paths(arguments.paths.begin(), arguments.paths.end());
  const ReportKind* single = paths.size() == 1 ? &report_kind_of(paths.front()) : nullptr;
  if (single == nullptr && arguments.out.empty())
    fail<ConfigError>("a page of several folders needs --out FILE");
  const auto log = make_log();
  const auto page = single != nullptr
                        ? single->make(paths.front(), arguments.options, *log)
                        : gallery_report(arguments.title, paths, arguments.options, *log);
  const std::string kind = single != nullptr ? single->name : "gallery";
  const fs::path out =
      arguments.out.empty() ? folder_of(paths.front()) / "report.html" : fs::path(arguments.out);
  page->write(out);
  const auto bytes = fs::file_size(out);
  if (arguments.json)
    print_json({{"page", out.string()}, {"kind", kind}, {"bytes", bytes}});
  else
    print_lines(fmt::format("{}: {}, {:.1f} MB\n", out.string(), kind, double(bytes) / 1e6));
}

}  // namespace

void add_report_command(CLI::App& app) {
  auto arguments = std::make_shared<ReportArguments>();
  auto* command = app.add_subcommand(
      "report",
      "Make a web page of a run, an evaluation, an experiment or a comparison of renderers: one\n"
      "file that opens without a server or a network. For several runs and comparisons, make\n"
      "one page of their shapes and pictures.");
  command
      ->add_option("path", arguments->paths,
                   "Run folder, output folder of `iggan experiment` or `iggan compare`, or metric "
                   "file of `iggan evaluate`; or several folders of runs and comparisons")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--out", arguments->out, "File to write; default: report.html in the folder")
      ->type_name("FILE");
  command->add_option("--title", arguments->title, "Title of a page of several folders");
  command
      ->add_option("--renderer", arguments->options.renderer,
                   "Renderer of a run's shapes; default: the run's own")
      ->type_name("RENDERER");
  command
      ->add_option("--shapes", arguments->options.shapes, "Number of a run's shapes to show in 3D")
      ->check(CLI::Range(1, 256));
  command->add_option("--first-seed", arguments->options.first_seed,
                      "Seed of the first shape; the others follow");
  add_json_flag(*command, arguments->json);
  command->footer(
      "Example:\n  iggan report runs/00000-sofa-raster --out sofas.html\n"
      "  iggan report runs/00000-sofa-raster runs/00001-chair-raster out/compare --shapes 8 --out "
      "gallery.html");
  command->callback([arguments] { run_report_command(*arguments); });
}

}  // namespace iggan::cli
