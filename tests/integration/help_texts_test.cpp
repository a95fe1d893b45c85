// Compares the output of `--help` of every command with tests/approved/help. IGGAN_WRITE_APPROVED=1
// makes this test write the files.
#include <support/catch.h>

#include <cstdlib>
#include <set>
#include <sstream>

#include <CLI/Version.hpp>

#include <support/run_command.h>
#include <support/skip.h>

#include <iggan/base/files.h>

namespace fs = std::filesystem;

namespace {

const fs::path kApproved = IGGAN_SOURCE_DIR "/tests/approved/help";

std::string help_of(const std::string& command) {
  const std::string words = command.substr(std::string("iggan").size());  // "", " dataset render"
  const CommandResult answer =
      run_shell("COLUMNS=80 NO_COLOR=1 '" IGGAN_COMMAND "'" + words + " --help 2>&1");
  REQUIRE(answer.status == 0);
  return answer.output;
}

/// The commands that a help text lists, by their full names.
std::vector<std::string> below(const std::string& command, const std::string& help) {
  std::istringstream lines(help.substr(std::min(help.find("\nSubcommands:\n"), help.size())));
  std::vector<std::string> commands;
  for (std::string line; std::getline(lines, line);)
    if (line.size() > 2 && line.rfind("  ", 0) == 0 && line[2] != ' ')
      commands.push_back(command + " " + line.substr(2, line.find(' ', 2) - 2));
  return commands;
}

fs::path file_of(std::string command) {
  for (char& c : command)
    if (c == ' ') c = '-';
  return kApproved / (command + ".txt");
}

}  // namespace

TEST_CASE("the help of every command is the approved one", "[command][help]") {
  if (CLI11_VERSION_MAJOR != 2 || CLI11_VERSION_MINOR != 1)
    SKIP_TEST("the approved texts have the layout of CLI11 2.1");
  const bool write = std::getenv("IGGAN_WRITE_APPROVED") != nullptr;
  std::set<fs::path> files;
  std::vector<std::string> commands{"iggan"};
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const std::string command = commands[i], help = help_of(command);
    const fs::path file = file_of(command);
    files.insert(file);
    for (std::string& more : below(command, help)) commands.push_back(std::move(more));
    INFO(file << "; IGGAN_WRITE_APPROVED=1 rewrites it");
    if (write)
      iggan::write_text_atomically(file, help);
    else
      CHECK((fs::exists(file) ? iggan::read_text(file) : "no such file") == help);
  }
  CHECK(commands.size() > 20);
  for (const auto& entry : fs::directory_iterator(kApproved)) {
    if (files.count(entry.path()) > 0) continue;
    INFO(entry.path() << " belongs to no command; IGGAN_WRITE_APPROVED=1 removes it");
    if (write)
      fs::remove(entry.path());
    else
      CHECK(false);
  }
}
