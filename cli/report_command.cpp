#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include <iggan/console/log.h>
#include <iggan/report/report_kinds.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

struct ReportArguments {
  std::string path, out;
  ReportOptions options;
  bool json = false;
};

void run_report_command(const ReportArguments& arguments) {
  const fs::path path = arguments.path;
  const ReportKind& kind = report_kind_of(path);
  const auto page = kind.make(path, arguments.options, *make_log());
  const fs::path folder = fs::is_directory(path) ? path : path.parent_path();
  const fs::path out = arguments.out.empty() ? folder / "report.html" : fs::path(arguments.out);
  page->write(out);
  const auto bytes = fs::file_size(out);
  if (arguments.json)
    print_json({{"page", out.string()}, {"kind", kind.name}, {"bytes", bytes}});
  else
    print_lines(fmt::format("{}: {}, {:.1f} MB\n", out.string(), kind.name, double(bytes) / 1e6));
}

}  // namespace

void add_report_command(CLI::App& app) {
  auto arguments = std::make_shared<ReportArguments>();
  auto* command = app.add_subcommand(
      "report",
      "Make a web page of a run, an evaluation, an experiment or a comparison of renderers: one\n"
      "file that opens without a server or a network.");
  command
      ->add_option("path", arguments->path,
                   "Run folder, folder of `iggan experiment` or `iggan compare`, or metric file "
                   "of `iggan evaluate`")
      ->required()
      ->type_name("FOLDER");
  command
      ->add_option("--out", arguments->out, "File to write; report.html in the folder if not given")
      ->type_name("FILE");
  command
      ->add_option("--renderer", arguments->options.renderer,
                   "Plugin that renders a run's shapes; the run's own black box if not given")
      ->type_name("RENDERER");
  command->add_option("--shapes", arguments->options.shapes, "Shapes of a run to turn in 3D")
      ->check(CLI::Range(1, 256));
  command->add_option("--first-seed", arguments->options.first_seed,
                      "Seed of the first shape; the others follow");
  add_json_flag(*command, arguments->json);
  command->footer("Example:\n  iggan report runs/00000-sofa-raster --out sofas.html");
  command->callback([arguments] { run_report_command(*arguments); });
}

}  // namespace iggan::cli
