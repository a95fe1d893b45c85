#pragma once
#include <string>

namespace iggan {

/// The letters A to Z as a to z; every other byte as it is.
[[nodiscard]] std::string lower_case(std::string text);

}  // namespace iggan
