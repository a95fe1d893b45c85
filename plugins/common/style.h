#pragma once

namespace iggan::plugins {

enum class Normals { flat, smooth };

/// The parameters of these renderers. The defaults are what LAMBERT promises.
struct Style {
  int samples_per_axis = 1;         // n^2 rays a pixel on a regular grid, box filter
  Normals normals = Normals::flat;  // smooth: slope of the blurred occupancy
  bool shadows = false;             // of directional and point lights
  // Below here: a ray tracer's.
  int ambient_occlusion = 0;  // rays that sample the hemisphere for ambient light; 0: none
  double light_radius = 0;    // of the disc that a light is; directional: as if one unit away
  int samples = 1;            // random paths for each ray of the camera
  int bounces = 0;            // of indirect light; ambient light then comes from where a path ends

  [[nodiscard]] bool casts_shadows() const { return shadows || light_radius > 0 || bounces > 0; }
  /// Whether a picture is drawn at random.
  [[nodiscard]] bool random() const {
    return ambient_occlusion > 0 || light_radius > 0 || bounces > 0;
  }
};

}  // namespace iggan::plugins
