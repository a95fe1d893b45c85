#include <sstream>

#include <fmt/format.h>

#include "command.h"
#include "command_tree.h"
#include "output.h"

namespace iggan::cli {
namespace {

/// Text for roff: hyphens can be copied, and no line looks like a request.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool line_start = out.empty() || out.back() == '\n';
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

/// Text for roff in lines of fewer than 80 bytes, as is usual for roff source.
std::string prose(const std::string& text) {
  constexpr std::size_t kLine = 70;  // hyphens are two bytes each
  std::string lines, line;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!line.empty() && line.size() + word.size() >= kLine) {
      lines += escaped(line) + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return lines + escaped(line) + "\n";
}

/// The text as a sentence: with a capital letter and a full stop.
std::string sentence(const std::string& text) {
  if (text.empty()) return "";
  std::string out = text;
  out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return prose(out.back() == '.' ? out : out + ".");
}

std::string synopsis_of(const CommandFacts& command) {
  std::string text = "\\fB" + escaped(command.path) + "\\fR";
  for (const OptionFacts& option : command.options) {
    if (!option.required && !option.positional) continue;
    const std::string name = option.positional ? "\\fI" + escaped(option.names.front()) + "\\fR"
                                               : "\\fB" + escaped(option.names.back()) +
                                                     "\\fR \\fI" + escaped(option.value) + "\\fR";
    const std::string more = option.repeats ? " ..." : "";
    text += option.required ? " " + name + more : " [" + name + more + "]";
  }
  if (!command.commands.empty()) return text + " \\fICOMMAND\\fR ...";
  return text + " [\\fIOPTIONS\\fR]";
}

std::string option_text(const OptionFacts& option) {
  std::string text = ".TP\n";
  for (std::size_t i = 0; i < option.names.size(); ++i)
    text += (i > 0 ? ", " : "") + ("\\fB" + escaped(option.names[i]) + "\\fR");
  if (!option.value.empty()) text += " \\fI" + escaped(option.value) + "\\fR";
  text += "\n" + sentence(option.description);
  if (!option.default_value.empty() && option.default_value != "[]" &&
      option.default_value != "\"\"")
    text += prose("Default: " + option.default_value + ".");
  return text;
}

/// The footer: its example verbatim, the rest as running text.
std::string footer_text(const std::string& footer) {
  std::string text;
  std::istringstream lines(footer);
  bool verbatim = false;
  for (std::string line; std::getline(lines, line);) {
    const bool indented = line.rfind("  ", 0) == 0;
    if (indented != verbatim) text += indented ? ".RS\n.nf\n" : ".fi\n.RE\n";
    if (!indented && !line.empty()) text += verbatim || text.empty() ? ".PP\n" : "";
    text += indented ? escaped(line.substr(2)) + "\n" : prose(line);
    verbatim = indented;
  }
  return verbatim ? text + ".fi\n.RE\n" : text;
}

std::string command_text(const CommandFacts& command) {
  std::string text = ".SS " + escaped(command.path) + "\n" + synopsis_of(command) + "\n.PP\n" +
                     sentence(command.description);
  for (const OptionFacts& option : command.options)
    if (option.names.back() != "--help") text += option_text(option);
  return text + footer_text(command.footer);
}

constexpr const char* kEnding = R"(.SH OUTPUT
Results go to standard output; progress, notes and errors go to standard error.
With \fB\-\-json\fR, the results are one JSON document (for
\fBiggan evaluate\fR, one line of JSON per row).
On a terminal, a bar shows the progress of long work; elsewhere, occasional
lines show it.
.SH EXIT STATUS
0 on success, 1 after an error (including errors in the command line), 130 after
Ctrl\-C.
.SH ENVIRONMENT
.TP
.B IGGAN_PLUGIN_PATH
Folders, separated by colons, that are searched first for renderer plugins.
.TP
.B NO_COLOR
If set and not empty: no colour on terminals.
.TP
.B TERM
If \fBdumb\fR: no colour and no progress bar.
.TP
.B GOMP_SPINCOUNT
How long a waiting thread spins before it sleeps.
If neither this nor \fBOMP_WAIT_POLICY\fR is set, iggan sets it
to 2000, a few microseconds.
)";

std::string manual(const CommandFacts& program) {
  const std::size_t colon = program.description.find(": ");
  const std::string about = program.description.substr(colon + 2);
  std::string text = ".\\\" Written by `iggan manual`.\n";
  text += fmt::format(".TH IGGAN 1 \"\" \"iggan {}\" \"User Commands\"\n", IGGAN_VERSION);
  text += ".SH NAME\niggan \\- " + escaped(about.substr(0, about.find_last_not_of('.') + 1)) + "\n";
  text += ".SH SYNOPSIS\n" + synopsis_of(program) + "\n.SH COMMANDS\n";
  text += "Every command takes \\fB\\-h\\fR and \\fB\\-\\-help\\fR.\n";
  for (const CommandFacts* command : flattened(program))
    if (command->commands.empty()) text += command_text(*command);
  return text + kEnding;
}

}  // namespace

void add_manual_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand("manual", "Print the manual page, for man(1).");
  command->footer("Example:\n  iggan manual | man -l -");
  command->callback([&app] { print_lines(manual(facts_of(app))); });
}

}  // namespace iggan::cli
