#pragma once
#include <cstddef>

#include <iggan/geometry/soft_shape.h>
#include <iggan/geometry/surface.h>

namespace iggan {

/// How a shape becomes a mesh.
struct ShapeMeshOptions {
  SurfaceStyle style = SurfaceStyle::smooth;
  bool doubled = false;       // smooth only: of a grid twice as fine
  std::size_t triangles = 0;  // smooth only: at most this many, if possible; 0: no limit
};

/// @throws ConfigError if blocks are to be doubled or simplified.
void check(const ShapeMeshOptions& options);

/// The mesh of a shape as users get it: its surface (extract_surface), of the doubled shape if
/// requested, simplified to the budget. Closed and manifold, without a degenerate triangle.
[[nodiscard]] TriangleMesh shape_mesh(const SoftShape& shape, const ShapeMeshOptions& options = {});

}  // namespace iggan
