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
  if (!std::isfinite(seconds) || seconds < 0) return kDash;
  if (seconds < 90) return fmt::format("{:.0f} s", seconds);
  const auto minutes = static_cast<std::int64_t>(std::lround(seconds / 60));
  if (minutes < 90) return fmt::format("{} min", minutes);
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

}  // namespace iggan
