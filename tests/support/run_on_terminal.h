#pragma once
#include <array>
#include <string>
#include <vector>

#include <pty.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <support/run_command.h>

/// Whether this machine has pseudo-terminals: a container without devpts has none.
inline bool has_terminals() {
  int master = -1, slave = -1;
  if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) return false;
  ::close(master);
  ::close(slave);
  return true;
}

/// Runs `iggan <arguments>` in the shell on its own terminal of 100 columns, and captures every
/// byte that it writes there.
/// @param environment  assignments for env(1), such as "NO_COLOR=1".
inline CommandResult run_on_terminal(const std::string& arguments,
                                     const std::string& environment = "") {
  CommandResult result;
  winsize size{};
  size.ws_row = 25;
  size.ws_col = 100;
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child < 0) return result;
  const std::string line = "exec env -u NO_COLOR TERM=xterm LC_ALL=C.UTF-8 " + environment + " '" +
                           IGGAN_COMMAND + "' " + arguments;
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
    ::_exit(127);
  }
  std::array<char, 4096> buffer;
  // A terminal whose other end is closed gives an error, not an end of file.
  for (ssize_t n; (n = ::read(terminal, buffer.data(), buffer.size())) > 0;)
    result.output.append(buffer.data(), static_cast<std::size_t>(n));
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}
