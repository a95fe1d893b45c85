#pragma once
#include <cstdint>
#include <vector>

#include "../common/face_rectangles.h"
#include "../common/tracer.h"

namespace iggan::plugins {

/// Scan-converts the exposed faces of a grid: each rectangle of faces asks the samples within its
/// bounds whether their rays enter through it, by the exact rule of grid_ray.h, several at a time,
/// and a sample keeps the first. Only where the near plane does not cut the solid.
class FaceRaster final : public PrimaryHits {
 public:
  /// The arguments outlive it.
  FaceRaster(const std::vector<FaceRectangle>& faces, const PrimaryRays& rays, CancelPoll& poll);
  void first_hits(const SampleWindow& window, Hit* hits) const override;

 private:
  struct Target {
    SampleWindow window;
    const FaceRectangle* face;
  };

  const PrimaryRays& rays_;
  std::vector<Target> targets_;                     // faces towards the eye, lower axes first
  std::vector<std::vector<std::uint32_t>> strips_;  // of rows: the targets that reach into each
};

}  // namespace iggan::plugins
