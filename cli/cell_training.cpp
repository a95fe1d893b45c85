#include "cell_training.h"

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/training/run_folder.h>

namespace iggan::cli {

namespace fs = std::filesystem;
using config::Json;

namespace {

/// Empty when none was begun.
fs::path newest_run(const fs::path& runs) {
  fs::path newest;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(runs, none))
    if (fs::exists(entry.path() / "config.json") && entry.path().filename() > newest.filename())
      newest = entry.path();
  return newest;
}

}  // namespace

fs::path train_in_cell(const fs::path& cell, CommandLine begin, const FolderLock& lock,
                       const std::function<void()>& waiting) {
  const fs::path run = newest_run(cell / "runs");
  const bool begun = !run.empty() && !RunFolder::open(run.string()).checkpoints().empty();
  begin.insert(begin.end(), {"--out", (cell / "runs").string()});
  run_own_command(begun ? own_command({"train", "--resume", run.string()}) : begin,
                  cell / "log.txt", lock, waiting);
  return begun ? run : newest_run(cell / "runs");
}

Json facts_of_training(const fs::path& run) {
  Json json = Json::object();
  if (const auto statistics = read_json_lines(run / "stats.jsonl"); !statistics.empty())
    json["training"] = {{"iteration", statistics.back()["iteration"]},
                        {"cpu_minutes", statistics.back().value("cpu_seconds", 0.0) / 60},
                        {"wall_minutes", statistics.back().value("elapsed_seconds", 0.0) / 60}};
  const fs::path environment = run / "environment.json";
  if (fs::exists(environment))
    json["environment"] = config::parse_json(read_text(environment), environment.string());
  return json;
}

}  // namespace iggan::cli
