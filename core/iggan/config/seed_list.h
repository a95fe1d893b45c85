#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace iggan {

/// Reads "0-63" or "0,5-9" as the numbers it names, in that order, ends included.
/// @throws ConfigError quoting the part that is no number or range, a range that runs backwards,
///         or a list of more than a million.
[[nodiscard]] std::vector<std::uint64_t> parse_seed_list(const std::string& text);

}  // namespace iggan
