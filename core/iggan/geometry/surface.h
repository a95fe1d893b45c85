#pragma once
#include <iggan/config/enum_names.h>
#include <iggan/geometry/triangle_mesh.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

enum class SurfaceStyle { smooth, blocks };
template <>
inline constexpr auto enum_names<SurfaceStyle> = names<SurfaceStyle>(
    "a surface style", {{SurfaceStyle::smooth, "smooth"}, {SurfaceStyle::blocks, "blocks"}});

/// The surface of a solid, in world units: the grid is centred on the origin, its longest edge is
/// 1, +Y is up. `blocks` draws the exposed voxel faces as they are (area and volume are those of
/// the voxels, but for that hundredth); `smooth` relaxes the same surface, each vertex staying
/// within half a voxel of its corner and plates one voxel thick keeping more than half of their
/// thickness.
///
/// The mesh is a closed manifold for every input: each edge belongs to exactly two triangles that
/// run along it in opposite directions, no triangle is degenerate, and triangles are
/// counter-clockwise seen from outside. Voxels that touch along an edge or a corner only are
/// parted by doubled vertices, a hundredth of a voxel from each other. An empty grid gives an empty
/// mesh.
/// A grid with albedo gives a mesh with colour: `blocks` has a material for each colour, and each
/// face that of its voxel; `smooth` has a colour at each point, the mean in linear light of those
/// of the faces that meet there.
/// @throws DataError when the grid has too many faces for 32-bit indices.
/// Source: surface nets (Gibson 1998, "Constrained Elastic Surface Nets") on the binary grid.
[[nodiscard]] TriangleMesh extract_surface(const VoxelGrid& grid,
                                           SurfaceStyle style = SurfaceStyle::smooth);

}  // namespace iggan
