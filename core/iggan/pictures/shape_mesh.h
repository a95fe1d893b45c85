#pragma once
#include <cstddef>

#include <iggan/geometry/soft_shape.h>
#include <iggan/geometry/surface.h>

namespace iggan {

struct ShapeMeshOptions {
  SurfaceStyle style = SurfaceStyle::smooth;
  bool doubled = false;       // smooth only: of a grid twice as fine
  std::size_t triangles = 0;  // smooth only: no more, where that can be; 0: as many as there are
};

/// @throws ConfigError for blocks that are to be doubled or simplified.
void check(const ShapeMeshOptions& options);

/// The mesh that people get of a shape: its surface (extract_surface), of the doubled shape if
/// asked for, simplified to the budget. Closed and manifold, without a degenerate triangle.
[[nodiscard]] TriangleMesh shape_mesh(const SoftShape& shape, const ShapeMeshOptions& options = {});

}  // namespace iggan
