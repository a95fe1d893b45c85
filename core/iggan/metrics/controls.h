#pragma once
#include <cstdint>
#include <vector>

#include <iggan/geometry/bounding_box.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/metrics/best_match.h>

/// Shapes that show nothing of a class except its proportions or its mean. A measure on which they
/// do well says little, so every table lists them next to the generator.
namespace iggan {

/// The cuboid that resembles a shape best: it starts as the bounding box, and its sides move one
/// cell at a time as long as the voxel IoU grows. Empty for an empty grid.
[[nodiscard]] CellBox fitted_cuboid(const VoxelGrid& grid);

/// Solid cuboids that do as well as cuboids can. Each is the fitted cuboid of a shape drawn at
/// random. Every side is moved independently, inwards or outwards, by a whole number of cells:
/// uniformly distributed, at most a 32nd of the grid's edge, or one cell if that is more. The
/// cuboid stays inside the grid and at least one cell thick.
/// @throws DataError when `shapes` is empty or holds only empty grids.
[[nodiscard]] std::vector<VoxelGrid> jittered_cuboids(const GridList& shapes, int count,
                                                      std::uint64_t seed);

/// The cells that are solid in at least a fraction t of the shapes. Of the fractions that occur, t
/// is the one for which the number of these cells is closest to the shapes' mean number of solid
/// cells; of two equally close fractions, the larger is used.
/// @throws DataError when `shapes` is empty or the grids differ in size.
[[nodiscard]] VoxelGrid mean_shape(const GridList& shapes);

}  // namespace iggan
