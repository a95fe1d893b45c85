#pragma once

namespace iggan::plugins {

enum class Normals { flat, smooth };

/// The parameters of these renderers. The defaults are what IGGAN_FEATURE_LAMBERT promises.
struct Style {
  int samples_per_axis = 1;         // n^2 rays per pixel on a regular grid, box filter
  Normals normals = Normals::flat;  // smooth: slope of the blurred occupancy
  bool shadows = false;             // of directional and point lights
  // Below: only for ray tracers.
  int ambient_occlusion = 0;  // rays that sample the hemisphere for ambient light; 0: none
  double light_radius = 0;    // of a light's disc; directional: as if one unit away
  int samples = 1;            // random paths for each ray of the camera
  int bounces = 0;            // of indirect light; paths that leave the scene find ambient light

  [[nodiscard]] bool casts_shadows() const { return shadows || light_radius > 0 || bounces > 0; }
  /// Whether pictures use random draws.
  [[nodiscard]] bool random() const {
    return ambient_occlusion > 0 || light_radius > 0 || bounces > 0;
  }
};

}  // namespace iggan::plugins
