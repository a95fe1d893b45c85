#pragma once
#include <regex>
#include <string>

namespace iggan {

/// HTML without the meaningless whitespace between tags.
inline std::string without_space_between_tags(const std::string& html) {
  static const std::regex space(R"(>\s+<)");
  return std::regex_replace(html, space, "><");
}

}  // namespace iggan
