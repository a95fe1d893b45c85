#include <fmt/format.h>

#include "completion.h"

namespace iggan::cli {
namespace {

/// A single-quoted word of fish.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "'";
}

/// The flags of `complete` that say what a value may be.
std::string values_of(const OptionFacts& option) {
  switch (option.kind) {
    case ValueKind::words:
      return " -x -a " + quoted(fmt::format("{}", fmt::join(option.choices, " ")));
    case ValueKind::file:
      return " -r -F";
    case ValueKind::folder:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::renderer:
      return " -r -F -a '(__iggan_renderers)'";
    case ValueKind::none:
      break;
  }
  return option.value.empty() ? "" : " -x";
}

std::string option_line(const std::string& condition, const OptionFacts& option) {
  std::string line = "complete -c iggan -n " + condition;
  if (option.positional) {
    // Without -r a positional argument offers its values by itself.
    std::string values = values_of(option);
    if (const std::size_t flag = values.find(" -r"); flag == 0) values.erase(0, 3);
    if (const std::size_t flag = values.find(" -x"); flag == 0) values.erase(0, 3);
    return values.empty() ? "" : line + values + "\n";
  }
  for (const std::string& name : option.names)
    line += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return line + values_of(option) + " -d " + quoted(option.description) + "\n";
}

constexpr const char* kFishBeginning =
    R"fish(# fish completion for iggan; written by `iggan completion fish`.

function __iggan_renderers
    iggan completion renderers 2>/dev/null
end

# The command that the words before the cursor name.
function __iggan_command
    set -l words (commandline -opc)
    set -l path iggan
    for word in $words[2..-1]
        switch "$path $word"
)fish";

}  // namespace

std::string fish_completion(const CommandFacts& program) {
  std::string text = kFishBeginning;
  text += "            case";
  for (const CommandFacts* command : flattened(program))
    if (command->path != program.path) text += " " + quoted(command->path);
  text += R"fish(
                set path "$path $word"
        end
    end
    echo $path
end

function __iggan_at
    test (__iggan_command) = "$argv"
end

complete -c iggan -f
)fish";
  for (const CommandFacts* command : flattened(program)) {
    const std::string condition = "'__iggan_at " + command->path + "'";
    for (const CommandFacts& below : command->commands)
      text += "complete -c iggan -n " + condition + " -a " + below.name + " -d " +
              quoted(below.description) + "\n";
    for (const OptionFacts& option : command->options) text += option_line(condition, option);
  }
  return text;
}

}  // namespace iggan::cli
