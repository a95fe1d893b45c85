#pragma once
#include <string_view>

namespace iggan {

/// Whether one string begins with another. Allocates nothing.
[[nodiscard]] inline bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

}  // namespace iggan
