#pragma once
#include <vector>

#include <iggan/geometry/soft_shape.h>
#include <iggan/geometry/surface_net.h>

namespace iggan {

/// Where the logits put each vertex of a shape's net: as near as can be to the planes through the
/// places where they cross 0 on the faces that meet at the vertex, each across the field's slope
/// there, and drawn to the mean of those places. Without a field it is that mean, all crossings
/// being halfway. A vertex may leave the cell around its corner.
/// Source: dual contouring (Ju et al. 2002, "Dual Contouring of Hermite Data").
[[nodiscard]] std::vector<SurfacePoint> field_points(const SurfaceNet& net, const SoftShape& shape);

}  // namespace iggan
