#pragma once
#include <iggan/geometry/soft_shape.h>

namespace iggan {

/// What a manifest tells of a grid.
struct GridFacts {
  std::size_t occupied = 0;     // voxels
  double fill = 0;              // occupied / all voxels
  std::size_t components = 0;   // solids that touch by no face, edge or corner
  double largest_fraction = 0;  // of the occupied voxels, in the largest component
  std::size_t voids = 0;        // empty voxels that no path through faces joins to the outside
};

[[nodiscard]] GridFacts facts_of(const VoxelGrid& grid);

/// A shape without its crumbs, and what those were.
struct WithoutCrumbs {
  SoftShape shape;
  std::size_t pieces = 0, voxels = 0;  // left out
};

/// Share of the solid below which a piece is a crumb, unless said otherwise. At 32^3 a chair's leg
/// is little more than a hundredth of the chair: a leg that came off stays, specks go.
constexpr double kSmallestPiece = 0.01;

/// Leaves out the components that are smaller than a share of the solid, but never the largest.
/// @param smallest  in [0, 1]; 0 leaves out nothing.
[[nodiscard]] WithoutCrumbs without_crumbs(const SoftShape& shape, double smallest);

}  // namespace iggan
