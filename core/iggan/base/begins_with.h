#pragma once
#include <string>

namespace iggan {

/// Whether a text begins with another.
[[nodiscard]] inline bool begins_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

}  // namespace iggan
