#include <iggan/console/terminal.h>

#include <cstdlib>

#include <fmt/color.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace iggan {
namespace {

int descriptor_of(Stream stream) {
  return stream == Stream::output ? STDOUT_FILENO : STDERR_FILENO;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

bool is_terminal(Stream stream) {
  return ::isatty(descriptor_of(stream)) == 1 && environment("TERM") != "dumb";
}

int columns_of(Stream stream) {
  constexpr int kUsual = 80;
  winsize size{};
  const bool known = ::ioctl(descriptor_of(stream), TIOCGWINSZ, &size) == 0;
  return known && size.ws_col > 0 ? size.ws_col : kUsual;
}

bool writes_utf8() {
  // The first one that is set decides, as in setlocale(3).
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = environment(name);
    if (locale.empty()) continue;
    return locale.find("UTF-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

Colour colour_of(Stream stream) {
  return is_terminal(stream) && environment("NO_COLOR").empty() ? Colour::on : Colour::off;
}

std::string painted(const std::string& text, Paint paint, Colour colour) {
  if (colour == Colour::off || text.empty()) return text;
  fmt::text_style style;
  switch (paint) {
    case Paint::plain:
      break;
    case Paint::bold:
      style = fmt::emphasis::bold;
      break;
    case Paint::red:
      style = fmt::fg(fmt::terminal_color::red);
      break;
    case Paint::yellow:
      style = fmt::fg(fmt::terminal_color::yellow);
      break;
    case Paint::green:
      style = fmt::fg(fmt::terminal_color::green);
      break;
  }
  return fmt::format(style, "{}", text);
}

}  // namespace iggan
