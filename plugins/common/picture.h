#pragma once
#include "lighting.h"
#include "primary_rays.h"

namespace iggan::plugins {

/// One job, ready to be drawn row by row, from any threads.
class Picture {
 public:
  /// The arguments outlive the picture; `smooth` may be null for flat normals.
  Picture(const plugin::Job& job, const Style& style, const SolidGrid& grid, const Tracer& tracer,
          const SmoothNormals* smooth);

  /// Draws rows [first, last). Asks the host now and then whether to go on.
  /// @throws plugin::Failure when it says no.
  void draw_rows(std::uint32_t first, std::uint32_t last, const plugin::Batch& batch) const;

 private:
  /// Adds what one ray sees; false if it sees nothing.
  [[nodiscard]] bool add_sample(const GridRay& ray, const SampleKey& key, Vec& rgb) const;
  [[nodiscard]] Vec albedo(const int cell[3]) const;

  const plugin::Job& job_;
  const Style& style_;
  const Tracer& tracer_;
  Lighting lighting_;
  PrimaryRays rays_;
  std::uint32_t rays_per_hit_;
};

}  // namespace iggan::plugins
