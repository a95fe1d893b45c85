#include <iggan/metrics/coverage.h>

#include <set>

namespace iggan {

Coverage coverage(const std::vector<Match>& matches,
                  const std::vector<std::string>& reference_sources) {
  std::set<std::size_t> nearest;
  std::set<std::string> nearest_sources;
  for (const Match& match : matches) {
    if (match.iou <= 0) continue;
    nearest.insert(match.reference);
    nearest_sources.insert(reference_sources.at(match.reference));
  }
  Coverage result;
  result.distinct_sources = nearest_sources.size();
  result.sources = std::set(reference_sources.begin(), reference_sources.end()).size();
  if (!reference_sources.empty())
    result.of_references =
        static_cast<double>(nearest.size()) / static_cast<double>(reference_sources.size());
  return result;
}

}  // namespace iggan
