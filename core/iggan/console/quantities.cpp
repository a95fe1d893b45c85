#include <iggan/console/quantities.h>

#include <cmath>

#include <fmt/format.h>

namespace iggan {

std::string number_text(double value, int digits) {
  if (!std::isfinite(value)) return kDash;
  return digits < 0 ? fmt::format("{:g}", value) : fmt::format("{:.{}f}", value, digits);
}

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3 + (number < 0 ? 1U : 0U);) text.insert(at -= 3, ",");
  return text;
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return "?";
  const auto total = static_cast<std::int64_t>(seconds + 0.5);
  if (total >= 3600) return fmt::format("{}h {:02}m", total / 3600, total / 60 % 60);
  if (total >= 60) return fmt::format("{}m {:02}s", total / 60, total % 60);
  return fmt::format("{}s", total);
}

}  // namespace iggan
