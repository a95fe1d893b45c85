#include <iggan/formats/java_properties.h>

#include <cstdint>

namespace iggan {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f';
}

void append_utf8(std::uint32_t code, std::string& out) {
  const auto byte = [&](std::uint32_t value) {
    out += static_cast<char>(static_cast<unsigned char>(value));
  };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0 | (code >> 6));
    byte(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    byte(0xe0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3f));
    byte(0x80 | (code & 0x3f));
  } else {
    byte(0xf0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3f));
    byte(0x80 | ((code >> 6) & 0x3f));
    byte(0x80 | (code & 0x3f));
  }
}

/// The four hexadecimal digits at `at`, or -1.
std::int32_t hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  std::int32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/// Latin-1 with escapes to UTF-8.
std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      append_utf8(static_cast<unsigned char>(text[i]), out);
      continue;
    }
    const char escape = text[++i];
    if (escape == 'u') {
      const std::int32_t unit = hex4(text, i + 1);
      if (unit < 0) {
        out += "\\u";
        continue;
      }
      i += 4;
      auto code = static_cast<std::uint32_t>(unit);
      const bool high = code >= 0xd800 && code < 0xdc00;
      const std::int32_t low =
          high && i + 2 < text.size() && text[i + 1] == '\\' && text[i + 2] == 'u'
              ? hex4(text, i + 3)
              : -1;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (static_cast<std::uint32_t>(low) - 0xdc00);
        i += 6;
      } else if (code >= 0xd800 && code < 0xe000) {
        code = 0xfffd;  // half a surrogate pair has no UTF-8 form
      }
      append_utf8(code, out);
    } else {
      const char plain = escape == 't'   ? '\t'
                         : escape == 'n' ? '\n'
                         : escape == 'r' ? '\r'
                         : escape == 'f' ? '\f'
                                         : escape;
      append_utf8(static_cast<unsigned char>(plain), out);
    }
  }
  return out;
}

/// One natural line without its end; advances `at` past it.
std::string_view take_line(std::string_view bytes, std::size_t& at) {
  const std::size_t end = std::min(bytes.find_first_of("\r\n", at), bytes.size());
  const std::string_view line = bytes.substr(at, end - at);
  at = end;
  if (at < bytes.size())
    at += bytes[at] == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n' ? 2 : 1;
  return line;
}

std::string_view trim_left(std::string_view line) {
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  return line;
}

bool continues(std::string_view line) {
  std::size_t backslashes = 0;
  while (backslashes < line.size() && line[line.size() - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

}  // namespace

std::map<std::string, std::string> parse_java_properties(std::string_view bytes) {
  std::map<std::string, std::string> properties;
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::string line(trim_left(take_line(bytes, at)));
    if (line.empty() || line[0] == '#' || line[0] == '!') continue;
    while (continues(line)) {
      line.pop_back();
      if (at < bytes.size()) line += trim_left(take_line(bytes, at));
    }
    std::size_t key_end = 0;
    while (key_end < line.size() && line[key_end] != '=' && line[key_end] != ':' &&
           !is_blank(line[key_end]))
      key_end += line[key_end] == '\\' ? 2 : 1;
    key_end = std::min(key_end, line.size());
    std::string_view value = trim_left(std::string_view(line).substr(key_end));
    if (!value.empty() && (value[0] == '=' || value[0] == ':')) value = trim_left(value.substr(1));
    properties[decode(std::string_view(line).substr(0, key_end))] = decode(value);
  }
  return properties;
}

}  // namespace iggan
