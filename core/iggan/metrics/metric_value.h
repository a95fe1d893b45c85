#pragma once
#include <limits>

namespace iggan {

/// A figure that was not measured: NaN in a struct, null or no key in JSON.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Which values of a metric are good.
enum class Better { neither, high, low };

}  // namespace iggan
