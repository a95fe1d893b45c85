#pragma once
#include <vector>

#include <iggan/geometry/soft_shape.h>
#include <iggan/geometry/surface_net.h>

namespace iggan {

/// Where the logits put each vertex of a shape's net. The logits cross 0 at places on the faces
/// that meet at the vertex; the planes through these places are perpendicular to the field's slope.
/// The vertex is as close as possible to these planes and is drawn to the mean of the places.
/// Without a field it is that mean, with all crossings halfway. A vertex may leave the cell around
/// its corner. Source: dual contouring (Ju et al. 2002, "Dual Contouring of Hermite Data").
[[nodiscard]] std::vector<SurfacePoint> field_points(const SurfaceNet& net, const SoftShape& shape);

}  // namespace iggan
