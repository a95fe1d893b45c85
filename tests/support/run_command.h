#pragma once
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include <sys/wait.h>

struct CommandResult {
  int status = -1;
  std::string output;  // standard output and standard error together
};

/// A path as a word of the shell.
inline std::string quoted(const std::filesystem::path& path) {
  return "'" + path.string() + "'";
}

/// Runs `iggan <arguments>` by the shell.
inline CommandResult run_iggan(const std::string& arguments) {
  CommandResult result;
  const std::string line = std::string("'") + IGGAN_COMMAND + "' " + arguments + " 2>&1";
  FILE* pipe = ::popen(line.c_str(), "r");
  if (!pipe) return result;
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    result.output.append(buffer.data(), n);
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}
