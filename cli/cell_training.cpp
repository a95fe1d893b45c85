#include "cell_training.h"

#include <iggan/base/error.h>
#include <iggan/config/json_file.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/training/run_folder.h>

namespace iggan::cli {

namespace fs = std::filesystem;
using config::Json;

bool is_begun(const fs::path& cell) {
  const auto run = RunFolder::newest(cell / "runs");
  return run && !run->checkpoints().empty();
}

fs::path train_in_cell(const fs::path& cell, CommandLine begin, const FolderLock& lock,
                       const std::function<void()>& waiting) {
  const fs::path runs = cell / "runs";
  begin.insert(begin.end(), {"--out", runs.string()});
  if (is_begun(cell))
    begin = own_command({"train", "--resume", RunFolder::newest(runs)->path().string()});
  run_own_command(begin, cell / "log.txt", lock, waiting);
  const auto run = RunFolder::newest(runs);
  if (!run)
    fail<Error>("{} holds no run; what was done is in {}", runs.string(),
                (cell / "log.txt").string());
  return run->path();
}

bool is_done(const Json& outcome) {
  return !outcome.is_null() && !outcome.contains("failed");
}

Json facts_of_training(const fs::path& run) {
  Json json = Json::object();
  if (const auto statistics = read_json_lines(run / "stats.jsonl"); !statistics.empty())
    json["training"] = {{"iteration", statistics.back()["iteration"]},
                        {"cpu_minutes", statistics.back().value("cpu_seconds", 0.0) / 60},
                        {"wall_minutes", statistics.back().value("elapsed_seconds", 0.0) / 60}};
  const fs::path environment = run / "environment.json";
  if (fs::exists(environment)) json["environment"] = config::read_json(environment);
  return json;
}

}  // namespace iggan::cli
