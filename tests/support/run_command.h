#pragma once
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include <sys/wait.h>

struct CommandResult {
  int status = -1;
  std::string output;
};

/// A path as a shell word.
inline std::string quoted(const std::filesystem::path& path) {
  return "'" + path.string() + "'";
}

/// Runs a line in the shell and captures its standard output.
inline CommandResult run_shell(const std::string& line) {
  CommandResult result;
  FILE* pipe = ::popen(line.c_str(), "r");
  if (!pipe) return result;
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    result.output.append(buffer.data(), n);
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

/// Runs `iggan <arguments>` in the shell.
inline CommandResult run_iggan(const std::string& arguments) {
  return run_shell(std::string("'") + IGGAN_COMMAND + "' " + arguments + " 2>&1");
}

/// The same, with an interrupt after six seconds; status 124 if it was still running then.
inline CommandResult run_iggan_and_interrupt(const std::string& arguments) {
  return run_shell(std::string("timeout --foreground -s INT 6 '") + IGGAN_COMMAND + "' " +
                   arguments + " 2>&1");
}

/// Like run_iggan, without standard error.
inline CommandResult run_iggan_for_output(const std::string& arguments) {
  return run_shell(std::string("'") + IGGAN_COMMAND + "' " + arguments + " 2>/dev/null");
}
