#pragma once
#include <iggan/renderer_abi.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cancel_poll.h"
#include "grid_ray.h"

namespace iggan::plugins {

/// The solid voxels of a job's grid, one bit each, copied out of the host's strides.
class SolidGrid {
 public:
  /// Copies the grid; reuses its memory.
  void assign(const iggan_grid& grid, CancelPoll& poll);

  /// Only for cells inside the grid.
  [[nodiscard]] bool at(int i, int j, int k) const {
    const std::size_t bit = index(i, j, k);
    return (words_[bit >> 6] >> (bit & 63) & 1) != 0;
  }
  /// Like at(), but false outside the grid.
  [[nodiscard]] bool solid(int i, int j, int k) const {
    return i >= 0 && j >= 0 && k >= 0 && i < size_[0] && j < size_[1] && k < size_[2] &&
           at(i, j, k);
  }
  /// Whether the same cells are solid in a grid of the same size.
  [[nodiscard]] bool operator==(const SolidGrid& other) const {
    return std::equal(size_, size_ + 3, other.size_) && words_ == other.words_;
  }
  /// The smallest box around the solid voxels; empty() if there are none.
  [[nodiscard]] const CellBox& box() const { return box_; }

  /// Bit addresses for walks: cell (i, j, k) is bit i + j * row() + k * slice() of words().
  [[nodiscard]] const std::uint64_t* words() const { return words_.data(); }
  [[nodiscard]] std::size_t row() const { return row_; }
  [[nodiscard]] std::size_t slice() const { return row_ * static_cast<std::size_t>(size_[1]); }
  /// The row of cells (*, j, k): row_words() words, zeros after the last cell.
  [[nodiscard]] const std::uint64_t* row_at(int j, int k) const {
    return words_.data() + (index(0, j, k) >> 6);
  }
  [[nodiscard]] std::size_t row_words() const { return row_ >> 6; }
  [[nodiscard]] std::size_t index(int i, int j, int k) const {
    return static_cast<std::size_t>(i) + static_cast<std::size_t>(j) * row_ +
           static_cast<std::size_t>(k) * slice();
  }

 private:
  int size_[3] = {0, 0, 0};
  std::size_t row_ = 0;  // bits, a multiple of 64
  CellBox box_;
  std::vector<std::uint64_t> words_;
};

/// Whether the cell in which a ray starts, at t_min, is solid; `hit` is then the cut.
[[nodiscard]] bool begins_inside(const SolidGrid& grid, const GridRay& ray, Hit& hit);

}  // namespace iggan::plugins
