#pragma once
#include <regex>
#include <string>

namespace iggan {

/// HTML without the space between two tags, which says nothing.
inline std::string without_space_between_tags(const std::string& html) {
  static const std::regex space(R"(>\s+<)");
  return std::regex_replace(html, space, "><");
}

}  // namespace iggan
