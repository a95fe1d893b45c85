#pragma once
#include <cstdint>
#include <vector>

#include "../common/face_rectangles.h"
#include "../common/tracer.h"

namespace iggan::plugins {

/// Scan-converts the exposed faces of a grid: for each rectangle of faces, tests by the exact rule
/// of grid_ray.h which rays of the samples within its bounds enter through it, several rays at a
/// time; a sample keeps its first hit. Only for pictures whose near plane does not cut the solid.
class FaceRaster final : public PrimaryHits {
 public:
  /// The arguments must outlive it.
  FaceRaster(const std::vector<FaceRectangle>& faces, const PrimaryRays& rays, CancelPoll& poll);
  void first_hits(const SampleWindow& window, Hit* hits) const override;

 private:
  struct Target {
    SampleWindow window;
    const FaceRectangle* face;
  };

  const PrimaryRays& rays_;
  std::vector<Target> targets_;                     // faces that face the eye, lower axes first
  std::vector<std::vector<std::uint32_t>> strips_;  // for each strip of rows, the targets that
                                                    // reach into it
};

}  // namespace iggan::plugins
