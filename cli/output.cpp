#include "output.h"

#include <iggan/base/files.h>
#include <iggan/base/status_line.h>

namespace iggan::cli {
namespace {

/// Text from outside, such as a plugin's message, may hold bytes that are no UTF-8.
std::string text_of(const config::Json& document) {
  return document.dump(2, ' ', false, config::Json::error_handler_t::replace) + "\n";
}

}  // namespace

void add_json_flag(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "print the results as JSON");
}

void print_json(const config::Json& document) {
  print_lines(text_of(document));
}

void write_json(const std::filesystem::path& file, const config::Json& document) {
  write_text_atomically(file, text_of(document));
}

void print_lines(const std::string& text) {
  StatusLine::of_process().say(Stream::output, text);
}

void note(const std::string& text) {
  StatusLine::of_process().say(Stream::error, text + "\n");
}

}  // namespace iggan::cli
