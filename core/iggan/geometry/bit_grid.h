#pragma once
#include <cstdint>
#include <vector>

namespace iggan {

/// A cube of bits, with rows along x packed into 64-bit words, for the fine grids of the voxeliser.
/// Bits past the edge of the last word of a row are always 0; everything outside counts as 0.
class BitGrid {
 public:
  using Word = std::uint64_t;

  explicit BitGrid(int edge);

  [[nodiscard]] int edge() const { return edge_; }
  [[nodiscard]] int row_words() const { return row_words_; }
  [[nodiscard]] Word* row(int y, int z) { return words_.data() + row_index(y, z); }
  [[nodiscard]] const Word* row(int y, int z) const { return words_.data() + row_index(y, z); }
  /// The bits of a row's last word that are inside the grid.
  [[nodiscard]] Word tail_mask() const { return tail_mask_; }

  [[nodiscard]] bool get(int x, int y, int z) const {
    return (row(y, z)[x >> 6] >> (x & 63) & 1) != 0;
  }
  void set(int x, int y, int z) { row(y, z)[x >> 6] |= Word{1} << (x & 63); }
  /// Sets the cube of edge `side` whose lowest corner is (x, y, z); it must lie inside.
  void set_cube(int x, int y, int z, int side);

  [[nodiscard]] std::size_t count() const;
  /// The lowest y with a set bit; the edge if there is none.
  [[nodiscard]] int lowest_layer() const;
  void clear_below(int y);

  void add(const BitGrid& other);     // this | other
  void remove(const BitGrid& other);  // this & ~other
  [[nodiscard]] BitGrid inverted() const;

 private:
  [[nodiscard]] std::size_t row_index(int y, int z) const {
    return (static_cast<std::size_t>(z) * static_cast<std::size_t>(edge_) +
            static_cast<std::size_t>(y)) *
           static_cast<std::size_t>(row_words_);
  }
  int edge_;
  int row_words_;
  Word tail_mask_;
  std::vector<Word> words_;
};

/// Every cell within `radius` of a set cell along all three axes (a box).
[[nodiscard]] BitGrid dilated(const BitGrid& grid, int radius);
/// Every cell whose box of that radius is completely set; cells at the edge of the grid are lost.
[[nodiscard]] BitGrid eroded(const BitGrid& grid, int radius);
/// `seed` grown `steps` times by one cell in all 26 directions, only within `inside`.
[[nodiscard]] BitGrid grown_inside(BitGrid seed, const BitGrid& inside, int steps);
/// The cells of `free` that 6-connected paths through `free` connect to the border of the grid.
[[nodiscard]] BitGrid flooded_from_border(const BitGrid& free);

/// Calls visit(x, y, z) for each set cell.
template <class Visit>
void for_each_cell(const BitGrid& grid, const Visit& visit) {
  for (int z = 0; z < grid.edge(); ++z)
    for (int y = 0; y < grid.edge(); ++y)
      for (int i = 0; i < grid.row_words(); ++i)
        for (BitGrid::Word word = grid.row(y, z)[i]; word != 0; word &= word - 1)
          visit(i * 64 + __builtin_ctzll(word), y, z);
}

}  // namespace iggan
