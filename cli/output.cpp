#include "output.h"

#include <iggan/config/json_file.h>
#include <iggan/console/status_line.h>

namespace iggan::cli {

void add_json_flag(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "Print the results as JSON");
}

void print_json(const config::Json& document) {
  // JSON need not escape DEL and the C1 control characters, but terminals obey them. So escape them
  // like the other control characters.
  std::string text;
  const std::string plain = config::text_of(document);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(plain[at]); };
    const bool wide = byte(i) == 0xc2 && i + 1 < plain.size() && byte(i + 1) < 0xa0;
    if (wide || byte(i) == 0x7f)
      text += fmt::format("\\u{:04x}", byte(wide ? ++i : i));
    else
      text += plain[i];
  }
  print_lines(text);
}

void print_lines(const std::string& text) {
  StatusLine::of_process().say(Stream::output, text);
}

void note(const std::string& text) {
  StatusLine::of_process().say(Stream::error, text + "\n");
}

}  // namespace iggan::cli
