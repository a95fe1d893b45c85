#include "command_tree.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include <iggan/config/fields.h>

namespace iggan::cli {
namespace {

/// "a" and "b" of "TEXT:{a,b}", which is how CLI11 writes a set.
std::vector<std::string> choices_of(const std::string& value) {
  std::vector<std::string> choices;
  const std::size_t open = value.find('{'), close = value.find('}');
  if (open == std::string::npos || close == std::string::npos) return choices;
  for (std::size_t at = open + 1; at <= close;) {
    const std::size_t end = std::min(value.find(',', at), close);
    choices.push_back(value.substr(at, end - at));
    at = end + 1;
  }
  return choices;
}

ValueKind kind_of(const OptionFacts& option) {
  if (!option.choices.empty()) return ValueKind::words;
  if (option.value == "FILE") return ValueKind::file;
  if (option.value == "FOLDER") return ValueKind::folder;
  if (option.value == "RENDERER") return ValueKind::renderer;
  return ValueKind::none;
}

OptionFacts facts_of(const CLI::Option& option) {
  OptionFacts facts;
  facts.positional = option.get_positional();
  for (const std::string& name : option.get_snames()) facts.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) facts.names.push_back("--" + name);
  if (facts.positional) facts.names = {option.get_name(true)};
  facts.description = option.get_description();
  facts.required = option.get_required();
  if (option.get_type_size() == 0) return facts;  // a flag
  facts.value = option.get_type_name();
  // CLI11 writes "TEXT:{a,b}"; the set alone is enough.
  facts.choices = choices_of(facts.value);
  if (!facts.choices.empty()) facts.value = facts.value.substr(facts.value.find('{'));
  facts.default_value = option.get_default_str();
  facts.repeats = option.get_expected_max() == CLI::detail::expected_max_vector_size;
  facts.kind = kind_of(facts);
  return facts;
}

/// Empty, or why the text is not an unsigned number.
std::string fault_of_unsigned(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end) return "";
  return fmt::format("{} is not a whole number from 0 to {}", text,
                     std::numeric_limits<std::uint64_t>::max());
}

}  // namespace

void refuse_numbers_that_wrap(CLI::App& app) {
  for (CLI::Option* option : app.get_options())
    if (option->get_type_name().rfind("UINT", 0) == 0) option->check(fault_of_unsigned, "");
  for (CLI::App* below : app.get_subcommands({})) refuse_numbers_that_wrap(*below);
}

CommandFacts facts_of(const CLI::App& app, const std::string& parent) {
  CommandFacts facts;
  facts.name = app.get_name();
  facts.path = parent.empty() ? facts.name : parent + " " + facts.name;
  facts.description = app.get_description();
  facts.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) facts.options.push_back(facts_of(*option));
  for (const CLI::App* command : app.get_subcommands({}))
    facts.commands.push_back(facts_of(*command, facts.path));
  return facts;
}

std::vector<const CommandFacts*> flattened(const CommandFacts& command) {
  std::vector<const CommandFacts*> all{&command};
  for (const CommandFacts& below : command.commands) {
    const auto more = flattened(below);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

std::string about_unknown_words(const CLI::App& app) {
  const CLI::App* command = &app;  // the innermost command that was recognised
  while (!command->get_subcommands().empty()) command = command->get_subcommands().back();
  const CommandFacts facts = facts_of(*command);
  std::vector<std::string> options, commands;
  for (const OptionFacts& option : facts.options)
    if (!option.positional) options.insert(options.end(), option.names.begin(), option.names.end());
  for (const CommandFacts& below : facts.commands) commands.push_back(below.name);
  for (const std::string& left : app.remaining(true)) {
    const std::string word = left.substr(0, left.find('='));
    const std::string near = config::nearest_name(word, word[0] == '-' ? options : commands);
    if (!near.empty()) return fmt::format("{} is not known here: did you mean {}?", word, near);
    if (word[0] != '-' && !commands.empty())
      return fmt::format("{} is not a command; known: {}", word, fmt::join(commands, ", "));
  }
  return "";
}

}  // namespace iggan::cli
