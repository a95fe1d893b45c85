#pragma once
#include <iggan/geometry/triangle_mesh.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Whether a shape is closed at the bottom: furniture on the floor is, lamps are not.
enum class FloorCap { closed, open };

/// How a mesh becomes voxels.
struct VoxelizerOptions {
  int size = 32;          // voxels along the cube's edge, 8 to 256
  int margin = 1;         // empty voxels around the longest side, 0 to size / 4
  int supersampling = 4;  // fine cells along a voxel's edge, 2 to 8
  FloorCap floor = FloorCap::closed;
};

/// The margin that keeps proportions the same at all sizes: 1 voxel at 32, 2 at 64.
[[nodiscard]] int default_margin(int size);

/// A mesh as voxels.
struct VoxelizedMesh {
  VoxelGrid grid;
  double sealed_gain = 0;   // growth of the solid from sealing gaps: 0.15 means 15 % more volume
  double inside_share = 0;  // fraction of the solid that the surface does not touch: 0 for a bare
                            // shell
};

/// Makes a solid from any triangle soup: closed, leaky, one-sided or self-intersecting. The
/// bounding box is centred in the cube and its longest side is size - 2 * margin voxels. Everything
/// that a flood fill from outside cannot reach is solid. The flood does not pass through gaps in
/// which every point is within half a voxel of the surface and, with FloorCap::closed, does not
/// enter the space below the lowest point. Open hollows stay hollow. A mesh with colour gives
/// voxels with albedo (colour_voxels); colour does not change which voxels are solid.
/// @param mesh  any units; +Y up.
/// @throws DataError for a mesh that is empty, flat or not finite, or that has more than 2 million
/// triangles.
[[nodiscard]] VoxelizedMesh voxelize(const TriangleMesh& mesh, const VoxelizerOptions& options);

}  // namespace iggan
