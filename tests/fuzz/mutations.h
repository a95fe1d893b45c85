#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace iggan::fuzz {

/// A damaged or invented input: a seed with some changes of bytes, numbers, lengths and order, or
/// two seeds joined. The same number gives the same input everywhere.
[[nodiscard]] std::string mutation(const std::vector<std::string>& seeds, std::uint64_t number);

}  // namespace iggan::fuzz
