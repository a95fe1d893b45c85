#pragma once
#include <iggan/renderer_plugin.hpp>

#include <array>
#include <vector>

#include "cancel_poll.h"
#include "job_surface.h"
#include "sample_key.h"
#include "smooth_normals.h"
#include "style.h"
#include "tracer.h"

namespace iggan::plugins {

/// The light that the surface of a job's voxels reflects, by Lambert's law.
class Lighting {
 public:
  /// The arguments must outlive the lighting; `smooth` may be null for flat normals.
  Lighting(const plugin::Job& job, const Style& style, const SolidGrid& grid, const Tracer& tracer,
           const SmoothNormals* smooth);

  [[nodiscard]] const Affine& to_index() const { return to_index_; }
  /// Whether a face is equally bright at all points, so that a hit determines the radiance.
  [[nodiscard]] bool same_all_over() const { return same_all_over_; }
  [[nodiscard]] Vec radiance(const Hit& hit) const;
  /// Linear RGB radiance that leaves the point of a hit, the same in all directions.
  [[nodiscard]] Vec radiance(const GridRay& ray, const Hit& hit, const SampleKey& key,
                             CancelPoll& poll) const;

 private:
  struct Lamp {
    Vec rgb;    // divided by pi
    Vec world;  // directional: unit vector to the light; point: position
    Vec index;  // the same in index space; a direction is not normalised
    bool at_point;
  };
  struct Surface {
    Vec point;   // index space
    Vec normal;  // world space, unit
    Vec start;   // of rays that leave the surface, index space
    bool casts;  // whether such rays are valid
  };
  /// The light from one point of a lamp to the surface.
  struct Beam {
    Vec towards;      // unit, world
    double strength;  // falloff
    GridRay ray;      // to the lamp; t_max is where it ends
  };
  [[nodiscard]] Surface surface(const GridRay& ray, const Hit& hit) const;
  /// The radiance that leaves the first surface of a path, for an albedo of 1 there.
  [[nodiscard]] Vec path(Surface surface, Draws& draws, CancelPoll& poll) const;
  [[nodiscard]] Vec from_ambient(const Surface& surface, Draws& draws) const;
  [[nodiscard]] Vec from_lamps(const Surface& surface, Draws& draws) const;
  [[nodiscard]] Beam beam(const Lamp& lamp, const Surface& surface, Draws& draws) const;

  const Style& style_;
  VoxelAlbedo albedo_;
  const SolidGrid& grid_;
  const Tracer& tracer_;
  const SmoothNormals* smooth_;
  Affine to_world_, to_index_;
  std::array<Vec, 7> face_normals_;   // as in normals_of()
  std::array<Vec, 7> face_radiance_;  // for albedo 1, if it is the same all over a face
  bool same_all_over_ = true;
  std::size_t rays_per_surface_;
  Vec ambient_;
  std::vector<Lamp> lamps_;
};

}  // namespace iggan::plugins
