#pragma once
#include <vector>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Turns a solid about the vertical axis through the centre of the grid; positive angles turn +Z
/// towards +X, the direction of increasing camera azimuth. Each cell takes the value of the cell
/// that its centre comes from (nearest neighbour); multiples of 90 degrees are exact. Cells that
/// leave the grid are lost: call widen_for_yaw first if that matters. Colours are rotated too.
/// @throws DataError unless width (x) and depth (z) of the grid are equal.
[[nodiscard]] VoxelGrid turn_by_yaw(const VoxelGrid& grid, double degrees);

/// The same solid in the middle of a grid that is wide and deep enough for every yaw.
[[nodiscard]] VoxelGrid widen_for_yaw(const VoxelGrid& grid);

/// Left and right exchanged (x reversed).
[[nodiscard]] VoxelGrid mirror_x(const VoxelGrid& grid);

/// 0, step, 2 step, ... below 360; the step must divide 360.
[[nodiscard]] std::vector<double> yaw_angles(double step_degrees);

}  // namespace iggan
