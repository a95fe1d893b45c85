#include <iggan/console/display_width.h>

#include <algorithm>
#include <cstdint>

namespace iggan {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

/// The character at a place; a byte that begins none stands for itself.
Character character_at(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
  if (bytes == 1 || first >= 0xF5 || at + bytes > text.size()) return {first, 1};
  std::uint32_t code = first & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xC0u) != 0x80u) return {first, 1};
    code = (code << 6) | (byte(at + i) & 0x3Fu);
  }
  return {code, bytes};
}

struct CodeRange {
  std::uint32_t first, last;
};

template <std::size_t N>
bool lies_in(const CodeRange (&ranges)[N], std::uint32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges), [&](const CodeRange& range) {
    return code >= range.first && code <= range.last;
  });
}

/// The blocks of Unicode that names and paths are likely to have; wcwidth(3) would hang on the
/// locale that the program was started with.
std::size_t columns_of_code(std::uint32_t code) {
  constexpr CodeRange kNone[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},
                                 {0x064B, 0x065F}, {0x200B, 0x200F}, {0x2060, 0x2064},
                                 {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
  constexpr CodeRange kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
                                 {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
                                 {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
                                 {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                                 {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
  if (lies_in(kNone, code)) return 0;
  return lies_in(kWide, code) ? 2 : 1;
}

}  // namespace

std::size_t display_width(const std::string& text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    columns += columns_of_code(character.code);
    at += character.bytes;
  }
  return columns;
}

std::string cut_to_width(const std::string& text, std::size_t columns) {
  std::size_t used = 0, at = 0;
  while (at < text.size()) {
    const Character character = character_at(text, at);
    used += columns_of_code(character.code);
    if (used > columns) break;
    at += character.bytes;
  }
  return text.substr(0, at);
}

}  // namespace iggan
