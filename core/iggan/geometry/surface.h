#pragma once
#include <iggan/config/enum_names.h>
#include <iggan/geometry/soft_shape.h>
#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// The surface where the logits are 0, or the faces of the voxels.
enum class SurfaceStyle { smooth, blocks };
template <>
inline constexpr auto enum_names<SurfaceStyle> = names<SurfaceStyle>(
    "a surface style", {{SurfaceStyle::smooth, "smooth"}, {SurfaceStyle::blocks, "blocks"}});

/// The surface of a solid, in world units: the grid is centred on the origin, its longest edge is
/// 1, +Y is up. `blocks` gives the exposed voxel faces (area and volume are those of the voxels,
/// except for the separation described below). `smooth` places each vertex where the logits cross 0
/// around it (field_points) and applies a smoothing filter that does not shrink. A vertex stays
/// within half a voxel of its corner and of the position given by the logits, and plates one voxel
/// thick keep more than half of their thickness. Without logits, all crossings are halfway, and the
/// filter smooths more.
///
/// The mesh is a closed manifold for every input: each edge belongs to exactly two triangles that
/// run along it in opposite directions, no triangle is degenerate, and triangles are
/// counter-clockwise seen from outside. Voxels that touch only along an edge or at a corner are
/// separated by doubled vertices, a hundredth of a voxel apart. An empty grid gives an empty mesh.
/// A grid with albedo gives a mesh with colour: `blocks` has a material for each colour, and each
/// face has the material of its voxel; `smooth` has a colour at each point, the mean, in linear
/// light, of the colours of the faces that meet there.
/// @throws DataError when the grid has too many faces for 32-bit indices.
/// Source: surface nets (Gibson 1998, "Constrained Elastic Surface Nets"); the filter: Taubin 1995,
/// "A Signal Processing Approach to Fair Surface Design".
[[nodiscard]] TriangleMesh extract_surface(const SoftShape& shape,
                                           SurfaceStyle style = SurfaceStyle::smooth);

}  // namespace iggan
