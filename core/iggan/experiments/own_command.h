#pragma once
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include <iggan/base/folder_lock.h>

namespace iggan {

/// A program and its arguments.
using CommandLine = std::vector<std::string>;

/// The first argument of a command that another command runs; the process id of that other command
/// follows. Such a command saves its work and ends when the other process ends for any reason.
constexpr const char* kChildOf = "__child_of";

/// The command that this process runs, in shell syntax.
[[nodiscard]] std::string command_line();

/// One of iggan's commands: this program with these arguments.
[[nodiscard]] CommandLine own_command(std::initializer_list<std::string> arguments);

/// Runs one of iggan's commands and appends its output to a log. An interrupt is passed on, and the
/// command ends with this process.
/// @param waiting  called several times a second until the command ends; may be empty.
/// @throws Error when it fails, Interrupted after an interrupt.
void run_own_command(const CommandLine& words, const std::filesystem::path& log,
                     const FolderLock& lock, const std::function<void()>& waiting = {});

}  // namespace iggan
