#pragma once
#include <vector>

#include <iggan/geometry/soft_shape.h>
#include <iggan/geometry/surface_net.h>

namespace iggan {

/// Where the logits put each vertex of a shape's net. Across each face that meets at the vertex,
/// the logits cross 0 at one point; the plane through this point is perpendicular to the field's
/// gradient. The vertex is as close as possible to these planes and is pulled towards the mean of
/// the points. Without a field, the vertex is that mean, with all crossings halfway. A vertex may
/// leave the cell around its corner. Source: dual contouring (Ju et al. 2002, "Dual Contouring of
/// Hermite Data").
[[nodiscard]] std::vector<SurfacePoint> field_points(const SurfaceNet& net, const SoftShape& shape);

}  // namespace iggan
