#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/evaluation/experiment.h>
#include <iggan/evaluation/metric_file.h>

#include "cell_training.h"
#include "command.h"
#include "own_command.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;
using config::Json;

struct ExperimentArguments {
  std::string file, out;
  std::vector<std::string> only;
  bool dry_run = false;
};

/// One cell's folder: its runs, what was measured, and at the end result.json, or failed.json.
class CellFolder {
 public:
  CellFolder(const fs::path& out, const ExperimentCell& cell)
      : cell_(cell), path_(out / "cells" / cell.name) {}

  /// What became of the cell; null before its end. @throws ConfigError when that was another cell.
  [[nodiscard]] Json outcome() const {
    for (const char* name : {"result.json", "failed.json"}) {
      const fs::path file = path_ / name;
      if (!fs::exists(file)) continue;
      Json json = config::parse_json(read_text(file), file.string());
      if (json["settings"] != config::to_json(cell_.settings)) refuse();
      return json;
    }
    return {};
  }

  void run() const {
    fs::create_directories(path_);
    const FolderLock lock(path_);
    refuse_other_settings();
    try {
      const fs::path run = train(lock);
      measure(run, lock);
      write_text_atomically(path_ / "result.json", result(run).dump(2) + "\n");
      fs::remove(path_ / "failed.json");
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {
      Json json = identity();
      json["failed"] = error.what();
      write_text_atomically(path_ / "failed.json", json.dump(2) + "\n");
      throw;
    }
  }

 private:
  /// A cell that was begun goes on as it began.
  void refuse_other_settings() const {
    const fs::path file = path_ / "cell.json";
    const Json now = config::to_json(cell_.settings);
    if (fs::exists(file) && config::parse_json(read_text(file), file.string()) != now) refuse();
    write_text_atomically(file, now.dump(2) + "\n");
  }
  [[noreturn]] void refuse() const {
    fail<ConfigError>("{} was begun with other settings; remove that folder to begin anew",
                      path_.string());
  }

  [[nodiscard]] fs::path train(const FolderLock& lock) const {
    CommandLine words = own_command(
        {"train", "--data", cell_.settings.pictures, "--preset", cell_.settings.preset});
    for (const auto& [key, value] : cell_.settings.settings.items())
      words.insert(
          words.end(),
          {"--set", key + "=" + (value.is_string() ? value.get<std::string>() : value.dump())});
    return train_in_cell(path_, std::move(words), lock);
  }

  void measure(const fs::path& run, const FolderLock& lock) const {
    const ExperimentSettings& settings = cell_.settings;
    fs::remove(metrics());
    CommandLine words =
        own_command({"evaluate", "--run", run.string(), "--shapes", settings.shapes, "--pictures",
                     judge(), "--samples", std::to_string(settings.samples), "--renders",
                     std::to_string(settings.renders), "--threshold", settings.threshold, "--out",
                     metrics().string(), "--sheet", (path_ / "samples.png").string()});
    if (settings.mirror) words.emplace_back("--mirror");
    run_own_command(words, path_ / "log.txt", lock);
  }

  [[nodiscard]] fs::path metrics() const { return path_ / "metrics.jsonl"; }
  [[nodiscard]] std::string judge() const {
    return cell_.settings.judge.empty() ? cell_.settings.pictures : cell_.settings.judge;
  }

  [[nodiscard]] Json identity() const {
    Json json{{"cell", cell_.name},
              {"coordinates", Json::object()},
              {"settings", config::to_json(cell_.settings)}};
    for (const auto& [axis, value] : cell_.coordinates) json["coordinates"][axis] = value;
    return json;
  }

  [[nodiscard]] Json result(const fs::path& run) const {
    Json json = identity();
    json.update(facts_of_training(run));
    for (const Json& line : read_json_lines(metrics()))
      if (line["metric"] == "pictures")
        json["pictures"] = line;
      else
        json[line["samples"].get<std::string>() + " against " +
             line["references"].get<std::string>()] = line;
    return json;
  }

  const ExperimentCell& cell_;
  fs::path path_;
};

void write_tables(const Experiment& experiment, const fs::path& out) {
  std::vector<Json> results;
  for (const ExperimentCell& cell : experiment.cells) {
    Json outcome = CellFolder(out, cell).outcome();
    if (!outcome.is_null()) results.push_back(std::move(outcome));
  }
  const ExperimentTable table = tabulate(experiment, results);
  write_text_atomically(out / "table.md", experiment.about + "\n\n" + to_markdown(table));
  write_text_atomically(out / "table.csv", to_csv(table));
  write_text_atomically(out / "table.json", Json(results).dump(1) + "\n");
}

void run_experiment(const ExperimentArguments& arguments) {
  const Experiment experiment = read_experiment(arguments.file);
  const fs::path out = arguments.out;
  std::vector<const ExperimentCell*> chosen;
  for (const ExperimentCell& cell : experiment.cells)
    if (arguments.only.empty() ||
        std::find(arguments.only.begin(), arguments.only.end(), cell.name) != arguments.only.end())
      chosen.push_back(&cell);
  if (chosen.size() < std::max<std::size_t>(arguments.only.size(), 1))
    fail<ConfigError>("--only names a cell that {} does not have; --dry-run lists them",
                      arguments.file);
  ::setenv("GOMP_SPINCOUNT", "0", 0);  // waiting threads are not to count as work
  int failed = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const CellFolder folder(out, *chosen[i]);
    const Json outcome = folder.outcome();
    const bool done = !outcome.is_null() && !outcome.contains("failed");
    const char* state = done ? ": done" : arguments.dry_run ? ": to do" : "";
    fmt::print("[{}/{}] {}{}\n", i + 1, chosen.size(), chosen[i]->name, state);
    std::fflush(stdout);
    if (done || arguments.dry_run) continue;
    try {
      folder.run();
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {  // the other cells go on
      fmt::print(stderr, "{}: {}\n", chosen[i]->name, error.what());
      ++failed;
    }
    write_tables(experiment, out);
  }
  if (arguments.dry_run) return;
  write_tables(experiment, out);
  fmt::print("{}", read_text(out / "table.md"));
  if (failed > 0)
    fail<Error>("{} of {} cells failed; the same command tries them again", failed, chosen.size());
}

}  // namespace

void add_experiment_command(CLI::App& app) {
  auto arguments = std::make_shared<ExperimentArguments>();
  auto* command = app.add_subcommand(
      "experiment", "Train and measure a matrix of configurations; what is done is skipped.");
  command->add_option("file", arguments->file, "The matrix, JSON; see examples/experiments")
      ->required();
  command->add_option("--out", arguments->out, "Folder of the cells and tables")->required();
  command->add_option("--only", arguments->only, "Names of cells; all if not given")
      ->delimiter(',');
  command->add_flag("--dry-run", arguments->dry_run, "List the cells");
  command->footer(
      "Example:\n  iggan experiment examples/experiments/methods.json --out out/methods\n"
      "Each cell is a folder with its run, log, metrics, sheet of samples and result.json.");
  command->callback([arguments] { run_experiment(*arguments); });
}

}  // namespace iggan::cli
