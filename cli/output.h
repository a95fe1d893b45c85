#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include <iggan/config/fields.h>

namespace iggan::cli {

/// Adds --json: the command's results on standard output as JSON, in place of words. Progress,
/// notes and errors go to standard error in either case (docs/command_line.md).
void add_json_flag(CLI::App& command, bool& json);

/// One document on standard output.
void print_json(const config::Json& document);

/// Whole lines for people on standard output, above a progress bar if one stands there.
void print_lines(const std::string& text);
/// A line for people on standard error, above a progress bar if one stands there.
void note(const std::string& text);

}  // namespace iggan::cli
