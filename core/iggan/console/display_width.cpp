#include <iggan/console/display_width.h>

#include <fmt/format.h>
#include <utf8proc.h>

namespace iggan {
namespace {

struct Character {
  std::size_t bytes = 1, columns = 1;
};

/// The character at a place; a byte that begins none stands for itself. Each counts for itself, as
/// most terminals draw it, also where several make one sign: too wide a guess breaks no line.
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
      // Control characters, and those that turn the direction of writing or break lines.
      for (std::size_t i = at; i < at + length; ++i)
        shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(name[i]));
    } else {
      shown += name.substr(at, length);
    }
    at += length;
  }
  return shown;
}

}  // namespace iggan
