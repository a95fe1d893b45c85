#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/metrics/best_match.h>

namespace iggan {

/// How many of the references the samples reach. Samples that overlap no reference reach nothing.
struct Coverage {
  double of_references = 0;          // fraction that is nearest to some sample, in [0, 1]
  std::size_t distinct_sources = 0;  // source models among the nearest
  std::size_t sources = 0;           // source models among all references

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("coverage", self.of_references, "share of references that are some sample's nearest");
    visit("distinct_sources", self.distinct_sources, "source models among the nearest");
    visit("sources", self.sources, "source models among all references");
  }
};

/// @param matches            one for each sample.
/// @param reference_sources  the source model of each reference.
/// Source: COV of Achlioptas et al. 2018, with voxel IoU as the measure of nearness.
[[nodiscard]] Coverage coverage(const std::vector<Match>& matches,
                                const std::vector<std::string>& reference_sources);

}  // namespace iggan
