#include <iggan/config/seed_list.h>

#include <charconv>
#include <sstream>
#include <utility>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr std::uint64_t kMaxSeeds = 1'000'000;

[[noreturn]] void refuse(const std::string& part, const std::string& text) {
  fail<ConfigError>("'{}' in the seeds '{}' is not a number or range: write e.g. 0-63 or 0,5-9",
                    part, text);
}

std::uint64_t parse_seed(const std::string& digits, const std::string& part,
                         const std::string& text) {
  std::uint64_t seed = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, seed);
  if (error != std::errc{} || stop != end) refuse(part, text);
  return seed;
}

}  // namespace

std::vector<std::uint64_t> parse_seed_list(const std::string& text) {
  std::vector<std::uint64_t> seeds;
  if (text.empty() || text.back() == ',') refuse("", text);
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const auto dash = part.find('-');
    const std::uint64_t first = parse_seed(part.substr(0, dash), part, text);
    const std::uint64_t last =
        dash == std::string::npos ? first : parse_seed(part.substr(dash + 1), part, text);
    if (last < first)
      fail<ConfigError>("the seeds '{}' are descending: write {}-{}", part, last, first);
    if (last - first >= kMaxSeeds || seeds.size() + (last - first) >= kMaxSeeds)
      fail<ConfigError>("the seeds '{}' name more than {}: ask for fewer at a time", text,
                        kMaxSeeds);
    for (std::uint64_t seed = first; seed != last; ++seed) seeds.push_back(seed);
    seeds.push_back(last);
  }
  return seeds;
}

}  // namespace iggan
