#include "completion.h"

#include <algorithm>
#include <set>

#include <iggan/render/plugin_registry.h>

namespace iggan::cli {
namespace {

std::string candidate(const std::string& word, std::string description = "") {
  for (char& c : description)
    if (c == '\n' || c == '\t') c = ' ';
  return word + (description.empty() ? "" : "\t" + description) + "\n";
}

/// The possible values, each prefixed with `before`.
/// @param current  the part of the value that is typed already.
std::string values_of(const OptionFacts& option, const std::string& current,
                      const std::string& before = "") {
  std::string lines;
  switch (option.kind) {
    case ValueKind::words:
      for (const std::string& choice : option.choices) lines += candidate(before + choice);
      break;
    case ValueKind::file:
      return ":files\n";
    case ValueKind::folder:
      return ":folders\n";
    case ValueKind::renderer:  // the last part of an id, which is the usual name; or a path
      if (current.find('/') != std::string::npos) return ":files\n";
      for (const PluginListing& listing : list_plugins()) {
        if (listing.program) lines += candidate(before + plugin_short_name(listing.path));
        for (const RendererInfo& info : listing.renderers)
          lines += candidate(before + info.id.substr(info.id.rfind('.') + 1), info.name);
      }
      return lines + ":files\n";
    case ValueKind::none:
      break;
  }
  return lines;
}

/// A position in a line: the command and options that the words before the cursor name.
class Place {
 public:
  explicit Place(const CommandFacts& program) : command_(&program) {}

  void pass(const std::string& word) {
    if (word == "=") return;  // bash splits --option=value into three words
    const std::size_t equals = word.find('=');
    if (const OptionFacts* option = option_named(word.substr(0, equals))) {
      used_.insert(option);
      pending_ = option->value.empty() || (equals != std::string::npos && !option->repeats)
                     ? nullptr
                     : option;
      wants_value_ = pending_ != nullptr && equals == std::string::npos;
    } else if (pending_ != nullptr) {
      wants_value_ = false;
      if (!pending_->repeats) pending_ = nullptr;
    } else if (const CommandFacts* below = command_named(word)) {
      *this = Place(*below);
    } else if (word.empty() || word[0] != '-') {
      ++positionals_;
    }
  }

  [[nodiscard]] std::string offers(const std::string& current) const {
    if (current == "=") return offers("");
    const bool dashed = !current.empty() && current[0] == '-';
    if (wants_value_ || (pending_ != nullptr && !dashed)) return values_of(*pending_, current);
    if (!dashed) return command_->commands.empty() ? positional_values(current) : commands();
    const std::size_t equals = current.find('=');
    if (equals == std::string::npos) return options();
    const OptionFacts* option = option_named(current.substr(0, equals));
    if (option == nullptr) return "";
    return values_of(*option, current.substr(equals + 1), current.substr(0, equals + 1));
  }

 private:
  [[nodiscard]] const OptionFacts* option_named(const std::string& name) const {
    for (const OptionFacts& option : command_->options)
      if (!option.positional &&
          std::find(option.names.begin(), option.names.end(), name) != option.names.end())
        return &option;
    return nullptr;
  }

  [[nodiscard]] const CommandFacts* command_named(const std::string& name) const {
    for (const CommandFacts& below : command_->commands)
      if (below.name == name) return &below;
    return nullptr;
  }

  [[nodiscard]] std::string commands() const {
    std::string lines;
    for (const CommandFacts& below : command_->commands)
      lines += candidate(below.name, below.description);
    return lines;
  }

  /// All options except those that are given already and may not be repeated.
  [[nodiscard]] std::string options() const {
    std::string lines;
    for (const OptionFacts& option : command_->options)
      if (!option.positional && (option.repeats || used_.count(&option) == 0))
        for (const std::string& name : option.names) lines += candidate(name, option.description);
    return lines;
  }

  [[nodiscard]] std::string positional_values(const std::string& current) const {
    std::size_t before = positionals_;
    for (const OptionFacts& option : command_->options)
      if (option.positional && (option.repeats || before-- == 0)) return values_of(option, current);
    return "";
  }

  const CommandFacts* command_;
  const OptionFacts* pending_ = nullptr;  // takes the next word unless it is an option
  bool wants_value_ = false;              // pending_ has no value yet
  std::set<const OptionFacts*> used_;
  std::size_t positionals_ = 0;  // of the command, already given
};

}  // namespace

std::string completions(const CommandFacts& program, const std::vector<std::string>& words) {
  Place place(program);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) place.pass(words[i]);
  return place.offers(words.empty() ? "" : words.back());
}

}  // namespace iggan::cli
