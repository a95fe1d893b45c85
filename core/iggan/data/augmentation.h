#pragma once
#include <array>

#include <iggan/base/rng.h>
#include <iggan/config/fields.h>
#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// A monotone map of [0, 1] onto itself with one bend: 0 and 1 stay fixed, and `knot` moves to
/// `knot + shift`.
struct Bend {
  double knot = 0.5;
  double shift = 0;

  [[nodiscard]] double operator()(double t) const;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("knot", self.knot, "position that moves, as a fraction of the side",
          config::range(0.05, 0.95));
    visit("shift", self.shift, "by how much, as a fraction of the side", config::range(-0.5, 0.5));
  }
};

/// A change of proportions that keeps a piece of furniture plausible.
struct Warp {
  std::array<double, 3> axis_scale{1, 1, 1};
  Bend y;            // from the floor upwards
  Bend z;            // from the back to the front
  Bend x;            // from the centre outwards, the same on both sides
  double taper = 0;  // width of the top minus that of the bottom, relative to the middle

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("axis_scale", self.axis_scale, "x, y, z", config::range(0.1, 10));
    visit("y", self.y, "bend along y");
    visit("z", self.z, "bend along z");
    visit("x", self.x, "bend along |x|");
    visit("taper", self.taper, "top wider than the bottom", config::range(-0.9, 0.9));
  }
};

/// A random warp: axis scales log-uniform within 22 %, bends of at most 10 % (y) and 8 % (x, z),
/// taper within 12 %.
[[nodiscard]] Warp draw_warp(Rng& rng);

/// The mesh warped within its bounding box. Warping comes before voxelising, so that thin parts
/// stay thin. Long edges are split first, so that large triangles bend with their neighbours.
[[nodiscard]] TriangleMesh warped(const TriangleMesh& mesh, const Warp& warp);

/// Repeatedly splits every edge longer than `longest` at its midpoint. Triangles that share an edge
/// split it the same way, so no gaps open. Corners of new triangles are not shared.
[[nodiscard]] TriangleMesh with_short_edges(const TriangleMesh& mesh, double longest);

}  // namespace iggan
