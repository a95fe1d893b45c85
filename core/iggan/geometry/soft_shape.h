#pragma once
#include <vector>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// A solid and the continuous field that it was cut from. The field gives the confidence in each
/// voxel, and so where the surface passes between two voxel centres.
struct SoftShape {
  VoxelGrid solid;
  /// For each voxel: the logit of its occupancy minus the logit of the threshold, so that 0 is the
  /// surface. Empty if only the solid is known.
  std::vector<float> logits;

  SoftShape() = default;
  SoftShape(VoxelGrid grid)  // NOLINT(google-explicit-constructor): a solid without its field
      : solid(std::move(grid)) {}
  /// @param field  one per voxel, or empty.
  SoftShape(VoxelGrid grid, std::vector<float> field);

  /// The logit of a voxel with the sign of the solid, which takes precedence: positive where solid,
  /// never 0; +1 or -1 without a field.
  [[nodiscard]] float logit_at(std::size_t index) const;
};

/// Left and right exchanged (x reversed).
[[nodiscard]] SoftShape mirror_x(const SoftShape& shape);

/// The same shape on a grid twice as fine. Logits are interpolated by Catmull-Rom splines clamped
/// to the two voxels around each position, so that no new parts appear. Parts one voxel thick,
/// whether solid or gap, keep all of their voxels. Albedo is the mean, in linear light, of the
/// solid voxels around each position. Cells outside the grid are taken to equal those at its
/// border.
/// Source: Catmull and Rom 1974, "A Class of Local Interpolating Splines".
[[nodiscard]] SoftShape doubled(const SoftShape& shape);

}  // namespace iggan
