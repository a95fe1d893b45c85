#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <support/catch.h>
#include <support/run_command.h>
#include <support/temp_dir.h>

/// The result of a command whose writes are counted, with one write made to fail
/// (tests/support/write_faults/write_faults.c).
struct FaultyRun : CommandResult {
  std::uint64_t calls = 0;  // number of calls that write in the folder
  std::string call, file;   // the call that failed, e.g. "write", and the path; empty: none
  [[nodiscard]] bool failed() const { return !call.empty(); }
  /// The file's name, or for a temporary file its final name.
  [[nodiscard]] std::string name() const {
    std::string name = std::filesystem::path(file).filename().string();
    const std::size_t mark = name.find(".tmp");
    if (name.empty() || name[0] != '.' || mark == std::string::npos) return name;
    const std::string ending = name.substr(mark + 4);
    name = name.substr(1, mark - 1);
    return name.substr(0, name.rfind('.')) + ending;
  }
};

/// Runs `iggan <arguments>`.
/// @param kind    "once", "full" or "kill", as in the library.
/// @param at      which of the calls; 0: none.
/// @param folder  whose files count.
inline FaultyRun run_iggan_with_fault(const std::string& kind, std::uint64_t at,
                                      const std::filesystem::path& folder,
                                      const std::string& arguments) {
  const TempDir dir;
  const std::filesystem::path record = dir / "record";
  std::ofstream(record) << "";
  std::filesystem::resize_file(record, 8192);
  const std::string environment =
      "IGGAN_FAULT_FOLDER=" + quoted(std::filesystem::canonical(folder)) +
      " IGGAN_FAULT_RECORD=" + quoted(record) + " IGGAN_FAULT_AT=" + std::to_string(at) +
      " IGGAN_FAULT_KIND=" + kind + " LD_PRELOAD=" +
      quoted(std::filesystem::path(IGGAN_BUILD_DIR) / "tests/iggan_write_faults.so") + " ";
  FaultyRun run;
  static_cast<CommandResult&>(run) =
      run_shell(environment + "'" + IGGAN_COMMAND + "' " + arguments + " 2>&1; exit $?");
  std::ifstream in(record, std::ios::binary);
  std::string bytes(8192, '\0');
  REQUIRE(in.read(bytes.data(), 8192));
  std::memcpy(&run.calls, bytes.data(), sizeof run.calls);
  const std::string what = bytes.c_str() + sizeof run.calls;
  const std::size_t space = what.find(' ');
  if (space != std::string::npos) {
    run.call = what.substr(0, space);
    run.file = what.substr(space + 1);
  }
  return run;
}

/// Which of these calls fail: all under tests/run.sh --full; otherwise `wanted` of them, spread
/// from the first to the last, or the one in the middle if `wanted` is 1.
inline std::vector<std::uint64_t> chosen_calls(std::uint64_t calls, std::uint64_t wanted) {
  if (std::getenv("IGGAN_FULL_TESTS") != nullptr) wanted = calls;
  if (wanted == 1) return {(calls + 1) / 2};
  std::vector<std::uint64_t> chosen;
  for (std::uint64_t i = 0; i < std::min(wanted, calls); ++i)
    chosen.push_back(1 + i * (calls - 1) / (std::min(wanted, calls) - 1));
  return chosen;
}

/// Unfinished files in a folder and its subfolders.
inline std::vector<std::string> temporaries_in(const std::filesystem::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().filename().string().find(".tmp") != std::string::npos)
      found.push_back(entry.path().string());
  return found;
}
