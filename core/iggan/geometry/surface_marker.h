#pragma once
#include <iggan/geometry/bit_grid.h>
#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// Marks every cell that a triangle touches, even only at a face of the cell (conservative).
/// @param mesh  positions in cells: cell (x, y, z) is the cube [x, x+1] x [y, y+1] x [z, z+1].
///              Parts outside the grid are ignored, and so are triangles without area. Source:
///              Schwarz and Seidel, Fast Parallel Surface and Solid Voxelization on GPUs, 2010.
void mark_surface(const TriangleMesh& mesh, BitGrid& cells);

}  // namespace iggan
