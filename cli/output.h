#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include <iggan/config/fields.h>

namespace iggan::cli {

/// Adds --json: the command's results go to standard output as JSON instead of text. Progress,
/// notes and errors go to standard error either way (docs/command_line.md).
void add_json_flag(CLI::App& command, bool& json);

/// Prints one document on standard output.
void print_json(const config::Json& document);

/// Prints complete lines for people on standard output, above the progress bar if there is one.
void print_lines(const std::string& text);
/// Prints a line for people on standard error, above the progress bar if there is one.
void note(const std::string& text);

}  // namespace iggan::cli
