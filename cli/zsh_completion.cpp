#include <algorithm>

#include <fmt/format.h>

#include "completion.h"

namespace iggan::cli {
namespace {

/// For a place between single quotes, with backslashes before what _arguments reads as its own.
std::string escaped(const std::string& text, const std::string& special) {
  std::string out;
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else if (c == '\n')
      out += ' ';
    else
      out += (special.find(c) != std::string::npos ? std::string("\\") : "") + c;
  }
  return out;
}

std::string function_of(const CommandFacts& command) {
  std::string name = "_" + command.path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string action_of(const OptionFacts& option) {
  switch (option.kind) {
    case ValueKind::words:
      return fmt::format("({})", fmt::join(option.choices, " "));
    case ValueKind::file:
      return "_files";
    case ValueKind::folder:
      return "_files -/";
    case ValueKind::renderer:
      return "_iggan_renderer_names";
    case ValueKind::none:
      break;
  }
  return " ";
}

std::string argument_lines(const CommandFacts& command) {
  std::string text;
  for (const OptionFacts& option : command.options) {
    const std::string value = escaped(option.value.empty() ? "value" : option.value, ":[]");
    if (option.positional) {
      text += fmt::format(" \\\n    '{}:{}:{}'", option.repeats ? "*" : "1",
                          escaped(option.names.front(), ":"), action_of(option));
      continue;
    }
    for (const std::string& name : option.names) {
      const std::string follows = option.value.empty() ? "" : ":" + value + ":" + action_of(option);
      text += fmt::format(" \\\n    '{}{}[{}]{}'", option.repeats ? "*" : "", name,
                          escaped(option.description, "[]:"), follows);
    }
  }
  return text;
}

std::string function_text(const CommandFacts& command) {
  std::string text = function_of(command) + "() {\n";
  if (command.commands.empty()) return text + "  _arguments" + argument_lines(command) + "\n}\n\n";
  text += "  local context state state_descr line\n  typeset -A opt_args\n  _arguments -C" +
          argument_lines(command) +
          " \\\n    '1:command:->command' \\\n    '*::argument:->argument'\n  case $state in\n";
  text += "    command)\n      local -a commands=(\n";
  for (const CommandFacts& below : command.commands)
    text += fmt::format("        '{}:{}'\n", below.name, escaped(below.description, ":"));
  text += "      )\n      _describe command commands ;;\n    argument)\n      case $words[1] in\n";
  for (const CommandFacts& below : command.commands)
    text += fmt::format("        {}) {} ;;\n", below.name, function_of(below));
  return text + "      esac ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const CommandFacts& program) {
  std::string text = "#compdef " + program.name +
                     "\n# zsh completion for iggan; written by `iggan completion zsh`.\n\n";
  text +=
      "# Names of the plugins that are found, or the path of one.\n_iggan_renderer_names() {\n"
      "  local -a names=(${(f)\"$(_call_program renderers iggan completion renderers "
      "2>/dev/null)\"})\n"
      "  compadd -a names\n  _files\n}\n\n";
  for (const CommandFacts* command : flattened(program)) text += function_text(*command);
  return text + "_" + program.name + " \"$@\"\n";
}

}  // namespace iggan::cli
