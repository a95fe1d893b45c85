#include <iggan/console/display_width.h>

#include <fmt/format.h>
#include <utf8proc.h>

namespace iggan {
namespace {

struct Character {
  std::size_t bytes = 1, columns = 1;
};

/// The character at a position; a byte that starts no character stands for itself. Each character
/// counts separately, as most terminals draw it, even if several form one glyph: overestimating a
/// width never breaks a line.
Character character_at(const std::string& text, std::size_t at) {
  utf8proc_int32_t code = 0;
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                       static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  if (bytes < 1) return {};
  return {static_cast<std::size_t>(bytes), static_cast<std::size_t>(utf8proc_charwidth(code))};
}

}  // namespace

std::size_t display_width(const std::string& text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    columns += character.columns;
    at += character.bytes;
  }
  return columns;
}

std::string cut_to_width(const std::string& text, std::size_t columns) {
  std::size_t used = 0, at = 0;
  while (at < text.size()) {
    const Character character = character_at(text, at);
    used += character.columns;
    if (used > columns) break;
    at += character.bytes;
  }
  return text.substr(0, at);
}

std::string printable(const std::string& name) {
  std::string shown;
  for (std::size_t at = 0; at < name.size();) {
    utf8proc_int32_t code = -1;
    const utf8proc_ssize_t bytes =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(name.data()) + at,
                         static_cast<utf8proc_ssize_t>(name.size() - at), &code);
    const std::size_t length = bytes < 1 ? 1 : static_cast<std::size_t>(bytes);
    const auto category = bytes < 1 ? UTF8PROC_CATEGORY_CC : utf8proc_category(code);
    if (name[at] == '\n') {
      shown += "\\n";
    } else if (name[at] == '\\') {
      shown += "\\\\";
    } else if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
               category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP) {
      // Control characters, and those that change the writing direction or break lines.
      for (std::size_t i = at; i < at + length; ++i)
        shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(name[i]));
    } else {
      shown += name.substr(at, length);
    }
    at += length;
  }
  return shown;
}

std::string without_commands(const std::string& text) {
  const auto at = [&](std::size_t i) -> unsigned char {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (at(i) == 0x1b && at(i + 1) == '[') {
      const std::size_t end = text.find_first_not_of("0123456789;", i + 2);
      if (at(end) == 'm') {  // a colour
        shown += text.substr(i, end + 1 - i);
        i = end;
        continue;
      }
    }
    const bool second_set = at(i) == 0xc2 && at(i + 1) >= 0x80 && at(i + 1) < 0xa0;  // U+0080 to 9f
    const bool first_set = (at(i) < 0x20 && at(i) != '\n' && at(i) != '\t') || at(i) == 0x7f;
    if (second_set)
      shown += fmt::format("\\x{:02x}", at(++i));
    else if (first_set)
      shown += fmt::format("\\x{:02x}", at(i));
    else
      shown += text[i];
  }
  return shown;
}

}  // namespace iggan
