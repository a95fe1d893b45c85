#pragma once
#include <cstdint>
#include <string>

/// Numbers for people.
namespace iggan {

/// Shown for unknown numbers.
inline constexpr const char* kDash = "–";

/// @param digits  after the point; below 0: as many as needed. A value that is not finite is a
/// dash.
[[nodiscard]] std::string number_text(double value, int digits);
/// "14,760"
[[nodiscard]] std::string grouped(std::int64_t number);
/// "40s", "17m 22s", "2h 05m"; a question mark if it is not finite.
[[nodiscard]] std::string duration(double seconds);

}  // namespace iggan
