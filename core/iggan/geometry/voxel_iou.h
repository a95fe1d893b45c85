#pragma once
#include <iggan/geometry/packed_grid.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// |A and B| / |A or B| in [0, 1]; 1 when both are empty.
/// @throws DataError when the sizes of the grids differ.
[[nodiscard]] double voxel_iou(const VoxelGrid& a, const VoxelGrid& b);
/// The same with packed grids.
[[nodiscard]] double voxel_iou(const PackedGrid& a, const PackedGrid& b);

/// The air of a shape: the cells inside its own axis-aligned bounding box that it does not fill.
/// For a sofa, the space above the seat and under it; for a cuboid, nothing.
[[nodiscard]] VoxelGrid air_of(const VoxelGrid& grid);

/// IoU of the two shapes' air, in [0, 1]. Unlike voxel_iou, it is 0 when neither shape has any air:
/// the measure is meant to distinguish shapes from cuboids, and cuboids have no air.
/// @throws DataError when the sizes of the grids differ.
[[nodiscard]] double air_iou(const VoxelGrid& a, const VoxelGrid& b);
/// The same for the packed air of two shapes.
[[nodiscard]] double air_iou_of_air(const PackedGrid& air_a, const PackedGrid& air_b);

}  // namespace iggan
