#pragma once

namespace iggan::plugins {

enum class Normals { flat, smooth };

/// The parameters that these renderers share. The defaults are what LAMBERT promises.
struct Style {
  int samples_per_axis = 1;         // n^2 rays a pixel on a regular grid, box filter
  Normals normals = Normals::flat;  // smooth: slope of the blurred occupancy
  bool shadows = false;             // hard shadows of directional and point lights
  int ambient_occlusion = 0;        // rays that sample the hemisphere for ambient light; 0: none
};

}  // namespace iggan::plugins
