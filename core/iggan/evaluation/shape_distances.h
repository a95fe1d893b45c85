#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <iggan/config/fields.h>
#include <iggan/metrics/best_match.h>
#include <iggan/metrics/metric_value.h>

namespace iggan {

/// How distances between sets of shapes are measured.
struct ShapeDistanceOptions {
  int count = 64;          // maximum number of samples and of references; 0: no distances
  int points = 2048;       // on the surface of each shape, for the Chamfer distance
  std::uint64_t seed = 0;  // of the draw of references and of the points
  int threads = 0;         // 0: as many as the machine has
};

/// The scores of two sets by one distance; see metrics/set_distances.h.
struct SetScores {
  double covered = kUnknown;  // COV, [0, 1]
  double minimum_matching =
      kUnknown;  // MMD, in the distance's unit; infinite if all samples are empty
  double neighbour_accuracy = kUnknown;  // 1-NNA, [0, 1], 0.5 is ideal

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::figure;
    visit("cov", self.covered, "share of references that are some sample's nearest", figure());
    visit("mmd", self.minimum_matching, "mean distance to the nearest sample", figure());
    visit("1-nna", self.neighbour_accuracy, "of a nearest-neighbour test", figure());
  }
};

/// Distances between samples and shapes.
struct ShapeDistances {
  std::size_t count = 0;  // of samples, and of references
  int points = 0;         // on each surface
  SetScores chamfer;      // squared; the longest side of a shape's bounding box is 1
  SetScores iou;          // 1 - IoU

  IGGAN_FIELDS(count, points, chamfer, iou)
};

/// Distances of the first n samples, in a pose, to n references drawn with the seed; n is the
/// smallest of the number of samples, the number of references and options.count. Empty shapes are
/// infinitely far from others.
/// @return empty if n is below 2.
[[nodiscard]] std::optional<ShapeDistances> shape_distances(const GridList& samples,
                                                            const Pose& pose,
                                                            const GridList& references,
                                                            const ShapeDistanceOptions& options);

}  // namespace iggan
