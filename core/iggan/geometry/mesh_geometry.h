#pragma once
#include <array>

#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// An axis-aligned box.
struct Bounds {
  std::array<double, 3> low{}, high{};

  [[nodiscard]] double extent(std::size_t axis) const { return high[axis] - low[axis]; }
  [[nodiscard]] double centre(std::size_t axis) const { return 0.5 * (low[axis] + high[axis]); }
  [[nodiscard]] double longest_side() const;
};

/// The box of the positions that triangles use; stray vertices do not count. Not finite if one of
/// these positions is not finite; all zero for a mesh without triangles.
[[nodiscard]] Bounds bounds_of(const TriangleMesh& mesh);

/// Applies a row-major 3 x 3 matrix to every position.
void rotate(TriangleMesh& mesh, const std::array<double, 9>& rotation);

/// Turns a mesh about the vertical axis, +Z towards +X. Vertices can be rotated exactly; voxels
/// would be clipped and rounded.
void turn(TriangleMesh& mesh, double yaw_degrees);

/// Scales each axis so that the bounding box has the given size; an axis along which the mesh is
/// flat, or whose size is not positive, is left unchanged.
void stretch_to(TriangleMesh& mesh, const std::array<double, 3>& size);

}  // namespace iggan
