#pragma once
#include <cstddef>

#include <iggan/geometry/packed_grid.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// The cavity of a shape: the air that no silhouette shows, that is, cells for which every straight
/// line through the cell's centre meets the solid. It is what the visual hull adds to the shape.
/// For a bathtub it is the space below the rim; for a sofa, the seat between arms and back. There
/// is none in a box, in a channel open at both ends or between a table's legs. A cavity lies inside
/// the convex hull. The lines have 133 directions, every 15 degrees of azimuth and elevation.
/// Source: visual hull, Laurentini 1994, The Visual Hull Concept for Silhouette-Based Image
/// Understanding.
[[nodiscard]] VoxelGrid hidden_air(const VoxelGrid& grid);

/// Numbers of cells of hidden air, summed over pairs of a sample and its reference.
struct CavityOverlap {
  std::size_t reference_cells = 0, sample_cells = 0, common_cells = 0;

  /// The fraction of the references' hidden air that the samples reproduce, and the fraction of the
  /// samples' hidden air that the references have; [0, 1]. 0 if there is no hidden air.
  [[nodiscard]] double recall() const;
  [[nodiscard]] double precision() const;
  CavityOverlap& operator+=(const CavityOverlap& other);

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("reference", self.reference_cells, "hidden air of the references");
    visit("sample", self.sample_cells, "hidden air of the samples");
    visit("common", self.common_cells, "hidden air common to both");
  }
};

/// @param sample_air, reference_air  hidden air in the same frame; cells outside a grid's window
///        count for that grid, but never as common.
/// @throws DataError when the sizes differ.
[[nodiscard]] CavityOverlap cavity_overlap(const PackedGrid& sample_air,
                                           const PackedGrid& reference_air);

}  // namespace iggan
