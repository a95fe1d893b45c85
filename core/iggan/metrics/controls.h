#pragma once
#include <cstdint>
#include <vector>

#include <iggan/geometry/bounding_box.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/metrics/best_match.h>

/// Shapes that show nothing of a class except its proportions or its mean. A measure on which they
/// do well says little, so they are next to the generator in every table.
namespace iggan {

/// The cuboid that resembles a shape best: starting from its bounding box, sides move one cell at a
/// time while the voxel IoU grows. Empty for an empty grid.
[[nodiscard]] CellBox fitted_cuboid(const VoxelGrid& grid);

/// Solid cuboids that do as well as cuboids can: each is the fitted cuboid of a shape drawn at
/// random, every side moved independently by a whole number of cells, uniform within a 32nd of the
/// grid's edge (at least one cell), kept inside the grid and at least one cell thick.
/// @throws DataError when `shapes` is empty or holds only empty grids.
[[nodiscard]] std::vector<VoxelGrid> jittered_cuboids(const GridList& shapes, int count,
                                                      std::uint64_t seed);

/// The cells that are solid in at least a share t of the shapes. Of the shares that occur, t is the
/// one for which the number of these cells is closest to the shapes' mean number of solid cells; of
/// two equally close shares, the larger is used.
/// @throws DataError when `shapes` is empty or the grids differ in size.
[[nodiscard]] VoxelGrid mean_shape(const GridList& shapes);

}  // namespace iggan
