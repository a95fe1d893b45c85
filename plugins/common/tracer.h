#pragma once
#include <memory>

#include "cancel_poll.h"
#include "primary_rays.h"
#include "solid_grid.h"

namespace iggan::plugins {

/// The first hits of one picture's rays. Thread-safe.
class PrimaryHits {
 public:
  PrimaryHits() = default;
  virtual ~PrimaryHits() = default;
  PrimaryHits(const PrimaryHits&) = delete;
  PrimaryHits& operator=(const PrimaryHits&) = delete;
  /// The first voxel that each sample's ray enters, or the one it starts in; not found() if none.
  /// @param hits  one for each sample of the window, row by row.
  virtual void first_hits(const SampleWindow& window, Hit* hits) const = 0;
};

/// A way to find what a ray hits in a grid: the only part that these renderers do not share. The
/// results follow the rules of grid_ray.h to the last bit, so any two tracers agree.
class Tracer {
 public:
  Tracer() = default;
  virtual ~Tracer() = default;
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;
  /// Prepares for a grid, which must outlive the queries; may be called again for another grid.
  virtual void build(const SolidGrid& grid, const plugin::Batch& batch, CancelPoll& poll) = 0;
  /// What a picture's rays hit. The rays and this tracer must outlive it.
  [[nodiscard]] virtual std::unique_ptr<PrimaryHits> find_primary_hits(const PrimaryRays& rays,
                                                                       CancelPoll& poll) const = 0;
  /// The first voxel that any other ray enters, or the one it starts in. Thread-safe.
  [[nodiscard]] virtual bool first_hit(const GridRay& ray, Hit& hit) const = 0;
  /// Whether there is any such voxel.
  [[nodiscard]] virtual bool blocked(const GridRay& ray) const = 0;
};

}  // namespace iggan::plugins
