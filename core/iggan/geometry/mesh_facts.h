#pragma once
#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// What a manifest says about a mesh. Corners at the same position count as one.
struct MeshFacts {
  std::size_t triangles = 0;
  std::size_t components = 0;  // parts that share no corner
  bool watertight = false;     // every edge belongs to exactly two triangles

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("triangles", self.triangles, "of the mesh");
    visit("components", self.components, "parts that share no corner");
    visit("watertight", self.watertight, "whether every edge has two triangles");
  }
};

/// Counts and checks a mesh's parts.
[[nodiscard]] MeshFacts facts_of(const TriangleMesh& mesh);

}  // namespace iggan
