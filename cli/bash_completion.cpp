#include <fmt/format.h>

#include "completion.h"

namespace iggan::cli {
namespace {

/// What fills COMPREPLY for a value.
std::string reply_with(const OptionFacts& option) {
  switch (option.kind) {
    case ValueKind::words:
      return fmt::format("_iggan_words '{}'", fmt::join(option.choices, " "));
    case ValueKind::file:
      return "_iggan_paths -f";
    case ValueKind::folder:
      return "_iggan_paths -d";
    case ValueKind::renderer:
      return "_iggan_renderers";
    case ValueKind::none:
      break;
  }
  return ":";
}

std::string quoted_paths(const std::vector<const CommandFacts*>& commands) {
  std::string text;
  for (const CommandFacts* command : commands)
    if (command->path != commands.front()->path)
      text += (text.empty() ? "'" : " | '") + command->path + "'";
  return text;
}

/// Lines of a case statement: "command --option" and what its value is. A star after the option
/// stands for any number of values of it before the cursor.
std::string value_cases(const std::vector<const CommandFacts*>& commands) {
  std::string text;
  for (const CommandFacts* command : commands)
    for (const OptionFacts& option : command->options) {
      if (option.positional || option.value.empty()) continue;
      std::string pattern;
      for (const std::string& name : option.names) {
        pattern += (pattern.empty() ? "'" : " | '") + command->path + " " + name + " 0'";
        if (option.repeats) pattern += " | '" + command->path + " " + name + " '*";
      }
      text += fmt::format("    {}) {}; return ;;\n", pattern, reply_with(option));
    }
  return text;
}

/// Lines of a case statement: a command, its options, and what else may follow it.
std::string command_cases(const std::vector<const CommandFacts*>& commands) {
  std::string text;
  for (const CommandFacts* command : commands) {
    std::string options, below, positional = ":";
    for (const OptionFacts& option : command->options) {
      if (option.positional) positional = reply_with(option);
      if (!option.positional) options += fmt::format(" {}", fmt::join(option.names, " "));
    }
    for (const CommandFacts& next : command->commands) below += " " + next.name;
    text += fmt::format("    '{}') options='{}'\n", command->path, options.substr(1));
    const std::string other = below.empty() ? positional : "_iggan_words '" + below.substr(1) + "'";
    text += fmt::format("      [[ $current == -* ]] || {{ {}; return; }} ;;\n", other);
  }
  return text;
}

constexpr const char* kBashBeginning =
    R"bash(# bash completion for iggan; written by `iggan completion bash`.

_iggan_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }

_iggan_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$current")
}

# Names of the plugins that are found, or the path of one.
_iggan_renderers() {
  [[ $current == */* ]] || _iggan_words "$("${COMP_WORDS[0]}" completion renderers 2>/dev/null)"
  [[ ${#COMPREPLY[@]} -gt 0 ]] || _iggan_paths -f
}

_iggan() {
  local current=${COMP_WORDS[COMP_CWORD]} command=iggan option= values=0 options= i word
  COMPREPLY=()
  [[ $current == = ]] && current=  # bash takes --option=value for three words
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    case "$word" in
      -*) option=$word values=0 ;;
      =) ;;
      *) ((++values)) ;;
    esac
    case "$command $word" in
)bash";

}  // namespace

std::string bash_completion(const CommandFacts& program) {
  const auto commands = flattened(program);
  std::string text = kBashBeginning;
  text += "      " + quoted_paths(commands) + ") command=\"$command $word\" option= values=0 ;;\n";
  text += "    esac\n  done\n  case \"$command $option $values\" in\n" + value_cases(commands);
  text += "  esac\n  case \"$command\" in\n" + command_cases(commands);
  text += "  esac\n  COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n}\n\n";
  return text + "complete -F _iggan " + program.name + "\n";
}

}  // namespace iggan::cli
