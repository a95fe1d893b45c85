#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

using SurfacePoint = std::array<float, 3>;  // index space: voxel (x, y, z) fills [x, x+1] and so on

/// The exposed voxel faces of a solid as a closed manifold of quads, still on the voxel corners.
struct SurfaceNet {
  /// A quadrilateral of the surface.
  struct Quad {
    std::array<std::uint32_t, 4> vertices;  // counter-clockwise from outside
    /// For each side (vertices i, i+1): its index in SurfaceNet::pinches, or -1.
    std::array<std::int32_t, 4> pinches;
    std::size_t voxel = 0;  // index of the solid voxel (VoxelGrid::index)
    std::size_t axis = 0;   // of the normal
    int direction = 0;      // +1 or -1 along the axis, outwards

    [[nodiscard]] bool pinched() const {
      return std::any_of(pinches.begin(), pinches.end(), [](std::int32_t p) { return p >= 0; });
    }
  };
  /// How far a vertex may move from its corner along each axis, in voxels.
  struct Room {
    std::array<float, 3> below{}, above{};
  };

  std::vector<SurfacePoint> corners;  // of each vertex; doubled vertices are slightly apart
  std::vector<bool> doubled;          // of each vertex: whether another one has the same corner
  std::vector<Room> rooms;            // of each vertex
  std::vector<Quad> quads;
  std::vector<std::array<std::uint32_t, 2>> edges;  // sides of quads, each once
  /// Edges that four quads share although their vertices are separate (two plates bridged by two
  /// diagonal voxels): two of the four quads need their own vertex in the middle of the edge.
  std::vector<std::array<std::uint32_t, 2>> pinches;
};

/// @throws DataError when the grid has too many faces for 32-bit indices.
[[nodiscard]] SurfaceNet build_surface_net(const VoxelGrid& grid);

}  // namespace iggan
