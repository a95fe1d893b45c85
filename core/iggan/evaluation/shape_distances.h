#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <iggan/config/fields.h>
#include <iggan/metrics/best_match.h>

namespace iggan {

struct ShapeDistanceOptions {
  int count = 64;          // samples and references at most; 0: no distances
  int points = 2048;       // on the surface of each shape, for the Chamfer distance
  std::uint64_t seed = 0;  // of the references drawn and of the points
  int threads = 0;         // 0: as many as the machine has
};

/// What a measure of distance says of two sets; see metrics/set_distances.h.
struct SetScores {
  double covered = 0;             // COV, [0, 1]
  double minimum_matching = 0;    // MMD, in the distance's unit; infinite if all samples are empty
  double neighbour_accuracy = 0;  // 1-NNA, [0, 1], 0.5 is ideal
};

struct ShapeDistances {
  std::size_t count = 0;  // of samples and of references alike
  int points = 0;         // on each surface
  SetScores chamfer;      // squared, in the square of the longest side of a shape's bounding box
  SetScores iou;          // 1 - IoU
};

/// Distances of the first n samples, in a pose, to n references drawn by the seed, n being the
/// smallest of both numbers and options.count. Empty shapes are infinitely far from others.
/// @return nothing when n is below 2.
[[nodiscard]] std::optional<ShapeDistances> shape_distances(const GridList& samples,
                                                            const Pose& pose,
                                                            const GridList& references,
                                                            const ShapeDistanceOptions& options);

[[nodiscard]] config::Json to_json(const ShapeDistances& distances);

}  // namespace iggan
