#pragma once
#include <iggan/renderer_plugin.hpp>

#include <cstdint>
#include <vector>

#include "smooth_normals.h"
#include "style.h"
#include "tracer.h"

namespace iggan::plugins {

/// Which random draws a shading point may make: a counter, so that a pixel's colour depends on
/// nothing but its job.
struct SampleKey {
  std::uint64_t seed = 0, pixel = 0, sample = 0;
  /// Uniform in [0, 1); `draw` counts the draws of one shading point.
  [[nodiscard]] double uniform(std::uint64_t draw) const;
};

/// The light that leaves a surface of albedo 1: Lambert's law under a job's lights.
class Lighting {
 public:
  /// The arguments outlive the lighting; `smooth` may be null for flat normals.
  Lighting(const plugin::Job& job, const Style& style, const SolidGrid& grid, const Tracer& tracer,
           const SmoothNormals* smooth);

  [[nodiscard]] const Affine& to_index() const { return to_index_; }
  /// Linear RGB radiance towards any side, for albedo 1.
  [[nodiscard]] Vec radiance(const GridRay& ray, const Hit& hit, const SampleKey& key) const;

 private:
  struct Lamp {
    Vec rgb;    // over pi
    Vec world;  // directional: unit vector to the light; point: position
    Vec index;  // the same in index space, there of any length
    bool at_point;
  };
  struct Surface {
    Vec point;   // index space
    Vec normal;  // world space, unit
    Vec start;   // of rays that leave the surface, index space
    bool casts;  // whether such rays make sense
  };
  [[nodiscard]] Surface surface(const GridRay& ray, const Hit& hit) const;
  [[nodiscard]] Vec shade(const Surface& surface, const SampleKey& key) const;
  [[nodiscard]] bool shadowed(const Vec& start, const Vec& towards, double reach) const;
  [[nodiscard]] double ambient_visibility(const Surface& surface, const SampleKey& key) const;

  const Style& style_;
  const SolidGrid& grid_;
  const Tracer& tracer_;
  const SmoothNormals* smooth_;
  Affine to_world_, to_index_;
  Vec face_normals_[7];   // world; -x +x -y +y -z +z, and a cut by the near plane
  Vec face_radiance_[7];  // where it is the same all over a face
  bool same_all_over_ = true;
  Vec ambient_;
  std::vector<Lamp> lamps_;
};

}  // namespace iggan::plugins
