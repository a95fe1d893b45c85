#include <algorithm>
#include <charconv>
#include <memory>

#include <iggan/base/error.h>
#include <iggan/console/progress.h>
#include <iggan/experiments/experiment_cell.h>
#include <iggan/experiments/experiment_table.h>
#include <iggan/features/feature_extractor.h>

#include "attempt.h"
#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

using config::Json;

struct ExperimentArguments {
  std::string file, out, cells;
  std::vector<std::string> only;
  bool dry_run = false, json = false;
};

/// Prints the results as a table, with the failures below it.
void print_table(const Experiment& experiment, const std::vector<ExperimentOutcome>& outcomes) {
  const Colour colour = colour_of(Stream::output);
  std::string text = terminal_text(tabulate(experiment.axes, outcomes), colour);
  for (const ExperimentOutcome& outcome : outcomes)
    if (outcome.failed)
      text += painted("failed: ", Paint::red, colour) + outcome.identity.cell + ": " +
              *outcome.failed + "\n";
  print_lines(text);
}

/// Every N-th cell, starting with cell I: the part of one of N jobs.
struct CellShare {
  std::size_t number = 0, of = 1;
};

CellShare parse_share(const std::string& text) {
  CellShare share;
  if (text.empty()) return share;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, share.number);
  const bool divided = number.ec == std::errc() && number.ptr != end && *number.ptr == '/';
  const auto of = std::from_chars(divided ? number.ptr + 1 : end, end, share.of);
  if (!divided || of.ec != std::errc() || of.ptr != end || share.number >= share.of)
    fail<ConfigError>("--cells '{}': give I/N, I from 0 to N-1, e.g. 0/4", text);
  return share;
}

/// The cells that --only names (without it, all), in the experiment's order, reduced to the part
/// that --cells names.
std::vector<const ExperimentCell*> chosen_cells(const Experiment& experiment,
                                                const ExperimentArguments& arguments) {
  std::vector<const ExperimentCell*> chosen;
  const auto& only = arguments.only;
  for (const ExperimentCell& cell : experiment.cells)
    if (only.empty() || std::find(only.begin(), only.end(), cell.name) != only.end())
      chosen.push_back(&cell);
  for (const std::string& name : only)
    if (std::none_of(chosen.begin(), chosen.end(),
                     [&](const ExperimentCell* cell) { return cell->name == name; }))
      fail<ConfigError>("--only {}: {} has no such cell; --dry-run lists its cells", name,
                        arguments.file);
  const CellShare share = parse_share(arguments.cells);
  std::vector<const ExperimentCell*> dealt;
  for (std::size_t i = share.number; i < chosen.size(); i += share.of) dealt.push_back(chosen[i]);
  return dealt;
}

/// Runs cells one after the other. @return how many failed.
int run_cells(const Experiment& experiment, const std::vector<const ExperimentCell*>& cells,
              const ExperimentArguments& arguments) {
  int failed = 0;
  ProgressLine progress("cells", cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string& name = cells[i]->name;
    if (!arguments.json) print_lines(fmt::format("[{}/{}] {}\n", i + 1, cells.size(), name));
    failed += !attempt(name, [&] {
      return run_cell(arguments.out, *cells[i],
                      [&](const std::string& stage) { progress.update(i, name + ": " + stage); });
    });
    write_tables(arguments.out, experiment, outcomes_so_far(arguments.out, experiment));
  }
  return failed;
}

/// Prints which cells are done. @return the others.
std::vector<const ExperimentCell*> cells_to_do(const Experiment& experiment,
                                               const std::vector<const ExperimentCell*>& chosen,
                                               const ExperimentArguments& arguments) {
  std::vector<const ExperimentCell*> to_do;
  Json states = Json::array();
  for (const ExperimentCell* cell : chosen) {
    const bool done = folder_of(arguments.out, *cell).is_done();
    if (!done) to_do.push_back(cell);
    states.push_back({{"cell", cell->name}, {"state", done ? "done" : "to do"}});
    if (!arguments.json && (done || arguments.dry_run))
      print_lines(cell->name + (done ? ": done" : ": to do") + "\n");
  }
  if (arguments.dry_run && arguments.json)
    print_json({{"experiment", experiment.name}, {"cells", states}});
  return to_do;
}

void run_experiment(const ExperimentArguments& arguments) {
  const Experiment experiment = read_experiment(arguments.file);
  const std::vector<const ExperimentCell*> chosen = chosen_cells(experiment, arguments);
  const auto to_do = cells_to_do(experiment, chosen, arguments);
  if (!to_do.empty()) {
    const std::size_t features = open_feature_extractor("furniture")->width();
    for (const ExperimentCell* cell : to_do) check_cell(*cell, features);
  }
  if (arguments.dry_run) return;
  const int failed = run_cells(experiment, to_do, arguments);
  const auto outcomes = outcomes_so_far(arguments.out, experiment);
  write_tables(arguments.out, experiment, outcomes);
  if (arguments.json)
    print_json({{"experiment", experiment.name}, {"results", config::to_json(outcomes)}});
  else
    print_table(experiment, outcomes);
  if (failed > 0)
    fail<Error>("{} of {} cells failed; the same command tries them again", failed, chosen.size());
}

}  // namespace

void add_experiment_command(CLI::App& app) {
  auto arguments = std::make_shared<ExperimentArguments>();
  auto* command = app.add_subcommand(
      "experiment", "Train and measure a matrix of configurations; finished cells are skipped.");
  command->add_option("file", arguments->file, "JSON file of the matrix; see examples/experiments")
      ->required()
      ->type_name("FILE");
  command->add_option("--out", arguments->out, "Folder for the cells and tables")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--only", arguments->only, "Names of cells; default: all")->delimiter(',');
  command
      ->add_option("--cells", arguments->cells,
                   "Do only part I of N of the cells (I from 0 to N-1), so that several jobs can "
                   "share one folder")
      ->type_name("I/N");
  command->add_flag("--dry-run", arguments->dry_run, "List the cells and check their inputs");
  add_json_flag(*command, arguments->json);
  command->footer(
      "Example:\n  iggan experiment examples/experiments/methods.json --out out/methods\n"
      "Each cell is a folder with its run, log, metrics, sheet of samples and result.json.");
  command->callback([arguments] { run_experiment(*arguments); });
}

}  // namespace iggan::cli
