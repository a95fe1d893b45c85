#pragma once
#include <string>

namespace iggan {

/// The letters A to Z as a to z; every other byte unchanged.
[[nodiscard]] std::string lower_case(std::string text);

}  // namespace iggan
