#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace iggan {

/// Reads "0-63" or "0,5-9" as the numbers it names, in order, ends included.
/// @throws ConfigError quoting the part that is not a number or range, a descending range, or a
///         list of more than a million.
[[nodiscard]] std::vector<std::uint64_t> parse_seed_list(const std::string& text);

}  // namespace iggan
