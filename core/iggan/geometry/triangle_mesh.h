#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include <iggan/geometry/texture.h>

namespace iggan {

/// The look of triangles: `colour` times the texture, if there is one.
struct MeshMaterial {
  LinearRgb colour{1, 1, 1};
  std::shared_ptr<const Texture> texture;
};

/// The colour of a surface: at a point, the triangle's material times the interpolated point
/// colours. Empty if nothing is known.
struct MeshColour {
  std::vector<MeshMaterial> materials;
  std::vector<std::uint32_t> triangle_materials;     // of each triangle, unless there are no
                                                     // materials
  std::vector<std::array<float, 2>> texture_points;  // u, v of each position; none: all (0, 0)
  std::vector<LinearRgb> point_colours;              // of each position; none: white

  [[nodiscard]] bool empty() const { return materials.empty() && point_colours.empty(); }
};

/// An indexed triangle surface: right-handed, +Y up, counter-clockwise triangles face outwards.
struct TriangleMesh {
  std::vector<std::array<float, 3>> positions;
  std::vector<std::array<std::uint32_t, 3>> triangles;  // indices into positions
  MeshColour colour;

  /// White if the triangle has no material.
  [[nodiscard]] MeshMaterial material_of(std::size_t triangle) const {
    return colour.materials.empty() ? MeshMaterial{}
                                    : colour.materials[colour.triangle_materials[triangle]];
  }
};

}  // namespace iggan
