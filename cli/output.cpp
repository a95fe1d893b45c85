#include "output.h"

#include <iggan/config/json_file.h>
#include <iggan/console/status_line.h>

namespace iggan::cli {

void add_json_flag(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "print the results as JSON");
}

void print_json(const config::Json& document) {
  print_lines(config::text_of(document));
}

void print_lines(const std::string& text) {
  StatusLine::of_process().say(Stream::output, text);
}

void note(const std::string& text) {
  StatusLine::of_process().say(Stream::error, text + "\n");
}

}  // namespace iggan::cli
