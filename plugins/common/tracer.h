#pragma once
#include <iggan/renderer_plugin.hpp>

#include "solid_grid.h"

namespace iggan::plugins {

/// A way to find what a ray meets in a grid: all that these renderers do not share. The answers
/// follow the rules of grid_ray.h to the last bit, so any two tracers agree.
class Tracer {
 public:
  virtual ~Tracer() = default;
  /// Prepares for a grid, which outlives the questions; may be called again for the next.
  virtual void build(const SolidGrid& grid, const plugin::Batch& batch) = 0;
  /// The first voxel that the ray enters, or the one it begins in. From any thread.
  [[nodiscard]] virtual bool first_hit(const GridRay& ray, Hit& hit) const = 0;
  /// Whether there is any.
  [[nodiscard]] virtual bool blocked(const GridRay& ray) const = 0;
};

}  // namespace iggan::plugins
