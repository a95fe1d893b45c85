#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace iggan::cli {

/// The kind of an option's value, for completion.
enum class ValueKind { none, words, file, folder, renderer };

/// An option or a positional argument, as --help shows it.
struct OptionFacts {
  std::vector<std::string> names;  // with dashes; positional: one name, no dashes
  std::string description;
  std::string value;  // its kind: "INT", "FOLDER", "{train,val,test}"; empty for a flag
  std::string default_value;
  std::vector<std::string> choices;  // of value "{a,b}"
  ValueKind kind = ValueKind::none;
  bool positional = false, required = false, repeats = false;
};

/// A command and its subcommands: the one tree behind --help, completion, the manual, and
/// suggestions for misspelt words.
struct CommandFacts {
  std::string path;  // "iggan dataset render"
  std::string name, description, footer;
  std::vector<OptionFacts> options;
  std::vector<CommandFacts> commands;
};

/// Makes every unsigned option of this command and its subcommands refuse negative numbers and
/// numbers that are too large. CLI11 would replace them with the largest number.
void refuse_numbers_that_wrap(CLI::App& app);

[[nodiscard]] CommandFacts facts_of(const CLI::App& app, const std::string& parent = "");
/// The command and all its descendants, parents first.
[[nodiscard]] std::vector<const CommandFacts*> flattened(const CommandFacts& command);

/// A sentence about a word left over when parsing failed: "trian is not known here: did you mean
/// train?", or the list of known commands if no command is close; else empty.
[[nodiscard]] std::string about_unknown_words(const CLI::App& app);

}  // namespace iggan::cli
