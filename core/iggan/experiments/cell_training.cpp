#include <iggan/experiments/cell_training.h>

#include <algorithm>

#include <iggan/base/error.h>

namespace iggan {

namespace fs = std::filesystem;

namespace {

/// --renderer and its value: a renderer that a run names by a path must be named again.
CommandLine renderer_in(const CommandLine& words) {
  const auto option = std::find(words.begin(), words.end(), "--renderer");
  return option == words.end() ? CommandLine{} : CommandLine{option, option + 2};
}

}  // namespace

bool has_training(const fs::path& cell) {
  const auto run = RunFolder::newest(cell / "runs");
  return run && !run->checkpoints().empty();
}

RunFolder train_in_cell(const fs::path& cell, CommandLine begin, const FolderLock& lock,
                        const std::function<void()>& waiting) {
  const fs::path runs = cell / "runs";
  begin.insert(begin.end(), {"--out", runs.string()});
  if (has_training(cell)) {
    const CommandLine renderer = renderer_in(begin);
    begin = own_command({"train", "--resume", RunFolder::newest(runs)->path().string()});
    begin.insert(begin.end(), renderer.begin(), renderer.end());
  }
  run_own_command(begin, cell / "log.txt", lock, waiting);
  const auto run = RunFolder::newest(runs);
  if (!run)
    fail<Error>("{} holds no run; the output of training is in {}", runs.string(),
                (cell / "log.txt").string());
  return *run;
}

}  // namespace iggan
