#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <iggan/geometry/srgb.h>

namespace iggan {

/// A mesh as in a .glb file; normals may be absent.
struct GlbMesh {
  std::vector<std::array<float, 3>> positions, normals;
  std::vector<LinearRgb> colours;  // of the points
  std::vector<std::array<std::uint32_t, 3>> triangles;
};

/// A binary glTF 2.0 file with one mesh in a white, matt material; COLOR_0 is VEC4 of floats in
/// linear light. Assimp's writer is not used for coloured meshes: it welds points that differ only
/// in colour.
[[nodiscard]] std::string coloured_glb(const GlbMesh& mesh);

}  // namespace iggan
