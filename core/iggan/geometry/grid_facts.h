#pragma once
#include <iggan/geometry/soft_shape.h>

namespace iggan {

/// What a manifest says about a grid.
struct GridFacts {
  std::size_t occupied = 0;     // voxels
  double fill = 0;              // occupied / all voxels
  std::size_t components = 0;   // pieces that share no face, edge or corner
  double largest_fraction = 0;  // fraction of the occupied voxels in the largest component
  std::size_t voids = 0;        // empty voxels that no path through faces connects to the outside
};

/// Counts and measures a grid's voxels.
[[nodiscard]] GridFacts facts_of(const VoxelGrid& grid);

/// A shape without its crumbs, and how many were removed.
struct WithoutCrumbs {
  SoftShape shape;
  std::size_t pieces = 0, voxels = 0;  // removed
};

/// The default fraction of the solid below which a piece is a crumb. At 32^3 a chair's leg is
/// slightly more than a hundredth of the chair: a detached leg is kept, and specks are removed.
constexpr double kSmallestPiece = 0.01;

/// Removes components smaller than a fraction of the solid, but never the largest.
/// @param smallest  in [0, 1]; 0 removes nothing.
[[nodiscard]] WithoutCrumbs without_crumbs(const SoftShape& shape, double smallest);

}  // namespace iggan
