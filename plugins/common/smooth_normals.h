#pragma once
#include <cstdint>
#include <vector>

#include "solid_grid.h"

namespace iggan::plugins {

/// Normals of the solid as if it were a blurred density: the normalised central difference of the
/// occupancy, box-filtered 3^3 twice, interpolated trilinearly.
class SmoothNormals {
 public:
  /// Reuses its memory. Costs a few passes over the occupied box.
  void assign(const SolidGrid& grid, CancelPoll& poll);

  /// The outward direction at a point of index space. It is not normalised (its unit is the full
  /// density per cell), and it is about 0 where the density has no slope.
  [[nodiscard]] Vec outward(const Vec& point) const;

  /// The blurred density of each cell of box(), times 729, x fastest.
  [[nodiscard]] const std::uint16_t* cells() const { return cells_.data() + margin_; }
  [[nodiscard]] const CellBox& box() const { return box_; }

 private:
  [[nodiscard]] double density(const Vec& point) const;

  CellBox box_;                        // occupied box and the blur's reach around it
  int size_[3] = {0, 0, 0};            // of box_
  std::size_t margin_ = 0;             // zeros before and after the cells
  std::vector<std::uint16_t> cells_;   // x fastest; sums of up to 9^3
  std::vector<std::uint16_t> buffer_;  // between passes
};

}  // namespace iggan::plugins
