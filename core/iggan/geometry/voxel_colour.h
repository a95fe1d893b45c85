#pragma once
#include <iggan/geometry/triangle_mesh.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Gives every solid voxel the colour of the surface nearest to its centre, averaged over a voxel
/// if the surface is textured. Where surfaces are less than a quarter of a voxel apart, the
/// outermost counts, as seen from the air around the voxel; among coplanar surfaces, the one that
/// faces the air, or else the first. Voxels with no surface near them take a neighbour's colour;
/// empty voxels are black.
/// @param grid  its albedo is filled in.
/// @param mesh  positions in voxels: voxel (x, y, z) is the cube [x, x+1] x [y, y+1] x [z, z+1];
///              with colour.
void colour_voxels(VoxelGrid& grid, const TriangleMesh& mesh);

}  // namespace iggan
