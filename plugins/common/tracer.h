#pragma once
#include <memory>

#include "pace.h"
#include "primary_rays.h"
#include "solid_grid.h"

namespace iggan::plugins {

/// What the rays of one picture meet. From any thread.
class Sight {
 public:
  Sight() = default;
  virtual ~Sight() = default;
  Sight(const Sight&) = delete;
  Sight& operator=(const Sight&) = delete;
  /// The first voxel that each sample's ray enters, or the one it begins in; not found() if none.
  /// @param hits  one for each sample of the window, row by row.
  virtual void first_hits(const SampleWindow& window, Hit* hits) const = 0;
};

/// A way to find what a ray meets in a grid: all that these renderers do not share. The answers
/// follow the rules of grid_ray.h to the last bit, so any two tracers agree.
class Tracer {
 public:
  Tracer() = default;
  virtual ~Tracer() = default;
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;
  /// Prepares for a grid, which outlives the questions; may be called again for the next.
  virtual void build(const SolidGrid& grid, const plugin::Batch& batch, Pace& pace) = 0;
  /// The picture's rays, which outlive the sight, as does this tracer.
  [[nodiscard]] virtual std::unique_ptr<Sight> look(const PrimaryRays& rays, Pace& pace) const = 0;
  /// The first voxel that any other ray enters, or the one it begins in. From any thread.
  [[nodiscard]] virtual bool first_hit(const GridRay& ray, Hit& hit) const = 0;
  /// Whether there is any, the one it begins in included.
  [[nodiscard]] virtual bool blocked(const GridRay& ray) const = 0;
};

}  // namespace iggan::plugins
