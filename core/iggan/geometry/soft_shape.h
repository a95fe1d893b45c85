#pragma once
#include <vector>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// A solid, and how sure each of its voxels is: the continuous field that it was cut from, which
/// says where between two voxel centres the surface passes.
struct SoftShape {
  VoxelGrid solid;
  /// Of each voxel: log odds of its occupancy less those of the threshold, so that 0 is the
  /// surface. Empty where nothing but the solid is known.
  std::vector<float> logits;

  SoftShape() = default;
  SoftShape(VoxelGrid grid)  // NOLINT(google-explicit-constructor): a solid without its field
      : solid(std::move(grid)) {}
  /// @param field  one a voxel, or none at all.
  SoftShape(VoxelGrid grid, std::vector<float> field);

  /// The logit of a voxel with the sign of the solid, which has the last word: positive where
  /// solid, never 0; +1 or -1 where there is no field.
  [[nodiscard]] float logit_at(std::size_t index) const;
};

/// Left and right exchanged (x reversed).
[[nodiscard]] SoftShape mirror_x(const SoftShape& shape);

/// The same shape on a grid twice as fine. Logits are interpolated by Catmull-Rom splines that stay
/// between the two voxels around each place, so that nothing appears out of thin air; what is one
/// voxel thick, solid or gap, keeps its voxels whole. Albedo is the mean, in linear light, of the
/// solid voxels around each place. Cells outside the grid are taken to be as those at its border.
/// Source: Catmull and Rom 1974, "A Class of Local Interpolating Splines".
[[nodiscard]] SoftShape doubled(const SoftShape& shape);

}  // namespace iggan
