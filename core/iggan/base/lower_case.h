#pragma once
#include <string>

namespace iggan {

/// The text with A to Z replaced by a to z; every other byte stays.
[[nodiscard]] std::string lower_case(std::string text);

}  // namespace iggan
