#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

namespace iggan {

/// The middle value; for an even number of values, the upper of the two middle ones. `values` must
/// not be empty.
template <class T>
[[nodiscard]] T median(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace iggan
