#pragma once
#include <array>
#include <set>
#include <string>

#include <fmt/format.h>

#include <iggan/geometry/triangle_mesh.h>

/// Meshes small enough for every property to be known.
enum class Face { left, right, bottom, top, back, front };  // -x, +x, -y, +y, -z, +z

inline void add_quad(iggan::TriangleMesh& mesh,
                     const std::array<std::array<float, 3>, 4>& corners) {
  const auto first = static_cast<std::uint32_t>(mesh.positions.size());
  for (const auto& corner : corners) mesh.positions.push_back(corner);
  mesh.triangles.push_back({first, first + 1, first + 2});
  mesh.triangles.push_back({first, first + 2, first + 3});
}

/// Adds the faces of a box, twelve triangles unless some are left out.
inline void add_box(iggan::TriangleMesh& mesh, const std::array<float, 3>& l,
                    const std::array<float, 3>& h, const std::set<Face>& without = {}) {
  const auto face = [&](Face name, const std::array<std::array<float, 3>, 4>& corners) {
    if (without.count(name) == 0) add_quad(mesh, corners);
  };
  face(Face::left,
       {{{l[0], l[1], l[2]}, {l[0], l[1], h[2]}, {l[0], h[1], h[2]}, {l[0], h[1], l[2]}}});
  face(Face::right,
       {{{h[0], l[1], l[2]}, {h[0], h[1], l[2]}, {h[0], h[1], h[2]}, {h[0], l[1], h[2]}}});
  face(Face::bottom,
       {{{l[0], l[1], l[2]}, {h[0], l[1], l[2]}, {h[0], l[1], h[2]}, {l[0], l[1], h[2]}}});
  face(Face::top,
       {{{l[0], h[1], l[2]}, {l[0], h[1], h[2]}, {h[0], h[1], h[2]}, {h[0], h[1], l[2]}}});
  face(Face::back,
       {{{l[0], l[1], l[2]}, {l[0], h[1], l[2]}, {h[0], h[1], l[2]}, {h[0], l[1], l[2]}}});
  face(Face::front,
       {{{l[0], l[1], h[2]}, {h[0], l[1], h[2]}, {h[0], h[1], h[2]}, {l[0], h[1], h[2]}}});
}

/// A seat of 1 x 0.2 x 1 on four legs of width `leg`, with a back at -z. It faces +z and is 1 high
/// without the back.
inline iggan::TriangleMesh chair_mesh(float leg = 0.08f, float back = 1.0f) {
  iggan::TriangleMesh mesh;
  add_box(mesh, {0, 0.8f, 0}, {1, 1, 1});
  add_box(mesh, {0, 1, 0}, {1, 1 + back, 0.15f});
  for (const float x : {0.0f, 1 - leg})
    for (const float z : {0.0f, 1 - leg}) add_box(mesh, {x, 0, z}, {x + leg, 0.8f, z + leg});
  return mesh;
}

inline std::string obj_text(const iggan::TriangleMesh& mesh) {
  std::string text = "# a test mesh\n";
  for (const auto& p : mesh.positions) text += fmt::format("v {} {} {}\n", p[0], p[1], p[2]);
  for (const auto& t : mesh.triangles)
    text += fmt::format("f {} {} {}\n", t[0] + 1, t[1] + 1, t[2] + 1);
  return text;
}
