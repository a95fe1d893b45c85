#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include <iggan/geometry/vectors.h>

namespace iggan {

/// A solid on a regular grid: what data sets hold, renderers render and generators make. Voxel (x,
/// y, z) fills [x, x+1] x [y, y+1] x [z, z+1] of index space; x is fastest in memory, so the bytes
/// are those of a tensor [D, H, W] = [z, y, x]. +Y is up, the front of an object is +Z.
struct VoxelGrid {
  int nx = 0, ny = 0, nz = 0;           // voxels along x, y and z
  std::vector<std::uint8_t> occupancy;  // nx*ny*nz bytes, 0 or 1
  std::vector<std::uint8_t> albedo;     // empty, or 3*nx*ny*nz sRGB-encoded bytes, RGB interleaved

  VoxelGrid() = default;
  /// Empty, without albedo.
  VoxelGrid(int size_x, int size_y, int size_z);
  /// An empty cube of edge n.
  [[nodiscard]] static VoxelGrid cube(int n) { return {n, n, n}; }

  /// The index of a voxel in `occupancy`; x in 0 .. nx-1, likewise y and z.
  [[nodiscard]] std::size_t index(int x, int y, int z) const {
    return (static_cast<std::size_t>(z) * static_cast<std::size_t>(ny) +
            static_cast<std::size_t>(y)) *
               static_cast<std::size_t>(nx) +
           static_cast<std::size_t>(x);
  }
  /// Whether a voxel is solid.
  [[nodiscard]] bool at(int x, int y, int z) const { return occupancy[index(x, y, z)] != 0; }
  /// Like at(), but false outside the grid.
  [[nodiscard]] bool solid(int x, int y, int z) const {
    return x >= 0 && y >= 0 && z >= 0 && x < nx && y < ny && z < nz && at(x, y, z);
  }
  /// Makes a voxel solid or empty.
  void set(int x, int y, int z, bool value) { occupancy[index(x, y, z)] = value ? 1 : 0; }
  /// The number of voxels.
  [[nodiscard]] std::size_t size() const { return occupancy.size(); }
  /// The number of solid voxels.
  [[nodiscard]] std::size_t count() const;

  /// Same size, voxels and albedo.
  friend bool operator==(const VoxelGrid& a, const VoxelGrid& b) {
    return a.nx == b.nx && a.ny == b.ny && a.nz == b.nz && a.occupancy == b.occupancy &&
           a.albedo == b.albedo;
  }
};

/// A borrowed grid, for the renderer interface; contiguous, x fastest, like VoxelGrid.
struct GridView {
  int nx = 0, ny = 0, nz = 0;               // voxels along x, y and z
  const std::uint8_t* occupancy = nullptr;  // nx*ny*nz bytes; any value but 0 is solid
  const std::uint8_t* albedo = nullptr;     // nullptr: the job's default albedo

  GridView() = default;
  /// @param grid  must outlive the view.
  GridView(const VoxelGrid& grid);  // NOLINT(google-explicit-constructor): a view of a value
  /// A cube of edge n without albedo.
  GridView(int n, const std::uint8_t* bytes) : nx(n), ny(n), nz(n), occupancy(bytes) {}
};

/// Index space to world: the grid is centred on the origin and its longest edge is 1.
[[nodiscard]] Mat4 unit_cube_to_world(int nx, int ny, int nz);

}  // namespace iggan
