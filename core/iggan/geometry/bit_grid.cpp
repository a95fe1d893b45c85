#include <iggan/geometry/bit_grid.h>

#include <iggan/base/error.h>

namespace iggan {
namespace {

using Word = BitGrid::Word;

/// One step of a box filter along x: each cell becomes the OR (or AND) of itself and its
/// neighbours.
template <class Op>
void step_x(BitGrid& grid, const Op& op) {
  const int words = grid.row_words();
  for (int z = 0; z < grid.edge(); ++z)
    for (int y = 0; y < grid.edge(); ++y) {
      Word* row = grid.row(y, z);
      Word before = 0;
      for (int i = 0; i < words; ++i) {
        const Word here = row[i], after = i + 1 < words ? row[i + 1] : 0;
        row[i] = op(here, op(here << 1 | before >> 63, here >> 1 | after << 63));
        before = here;
      }
      row[words - 1] &= grid.tail_mask();
    }
}

/// The same along y (stride_y = 1) or z (stride_z = 1).
template <class Op>
BitGrid step_rows(const BitGrid& grid, int stride_y, int stride_z, const Op& op) {
  BitGrid out(grid.edge());
  const std::vector<Word> empty(static_cast<std::size_t>(grid.row_words()));
  const int last = grid.edge() - 1;
  for (int z = 0; z <= last; ++z)
    for (int y = 0; y <= last; ++y) {
      const int step = stride_y * y + stride_z * z;
      const Word* here = grid.row(y, z);
      const Word* before = step > 0 ? grid.row(y - stride_y, z - stride_z) : empty.data();
      const Word* after = step < last ? grid.row(y + stride_y, z + stride_z) : empty.data();
      Word* result = out.row(y, z);
      for (int i = 0; i < grid.row_words(); ++i) result[i] = op(here[i], op(before[i], after[i]));
    }
  return out;
}

template <class Op>
BitGrid box_filtered(BitGrid grid, int radius, const Op& op) {
  for (int i = 0; i < radius; ++i) step_x(grid, op);
  for (int i = 0; i < radius; ++i) grid = step_rows(grid, 1, 0, op);
  for (int i = 0; i < radius; ++i) grid = step_rows(grid, 0, 1, op);
  return grid;
}

/// Spreads the bits of `seed` upwards (towards higher x) through runs of `free`, within a word.
Word filled_up(Word seed, Word free) {
  for (int shift = 1; shift < 64; shift *= 2) {
    seed |= free & (seed << shift);
    free &= free << shift;
  }
  return seed;
}

Word filled_down(Word seed, Word free) {
  for (int shift = 1; shift < 64; shift *= 2) {
    seed |= free & (seed >> shift);
    free &= free >> shift;
  }
  return seed;
}

/// Spreads a row's bits both ways through `free`, across words.
void fill_row(Word* row, const Word* free, int words) {
  Word carry = 0;
  for (int i = 0; i < words; ++i) {
    row[i] = filled_up(row[i] | (carry & free[i]), free[i]);
    carry = row[i] >> 63;
  }
  carry = 0;
  for (int i = words - 1; i >= 0; --i) {
    row[i] = filled_down(row[i] | ((carry << 63) & free[i]), free[i]);
    carry = row[i] & 1;
  }
}

/// Spreads the bits of the neighbouring rows (y + dy, z) and (y, z + dz) into row (y, z). Returns
/// whether this row changed.
bool take_over(BitGrid& reached, const BitGrid& free, int y, int z, int dy, int dz) {
  Word* row = reached.row(y, z);
  const Word* free_row = free.row(y, z);
  const int edge = reached.edge(), words = reached.row_words();
  const Word* beside = y + dy >= 0 && y + dy < edge ? reached.row(y + dy, z) : row;
  const Word* behind = z + dz >= 0 && z + dz < edge ? reached.row(y, z + dz) : row;
  bool changed = false;
  for (int i = 0; i < words; ++i) {
    const Word word = row[i] | ((beside[i] | behind[i]) & free_row[i]);
    changed = changed || word != row[i];
    row[i] = word;
  }
  if (changed) fill_row(row, free_row, words);
  return changed;
}

BitGrid border_of(const BitGrid& free) {
  BitGrid border(free.edge());
  const int last = free.edge() - 1, words = free.row_words();
  for (int z = 0; z <= last; ++z)
    for (int y = 0; y <= last; ++y) {
      const Word* free_row = free.row(y, z);
      Word* row = border.row(y, z);
      if (y == 0 || y == last || z == 0 || z == last) {
        for (int i = 0; i < words; ++i) row[i] = free_row[i];
      } else {
        row[0] |= free_row[0] & 1;
        row[words - 1] |= free_row[words - 1] & (Word{1} << (last & 63));
        fill_row(row, free_row, words);
      }
    }
  return border;
}

}  // namespace

BitGrid::BitGrid(int edge)
    : edge_(edge),
      row_words_((edge + 63) / 64),
      tail_mask_(edge % 64 == 0 ? ~Word{0} : (Word{1} << (edge % 64)) - 1),
      words_(static_cast<std::size_t>(edge) * static_cast<std::size_t>(edge) *
             static_cast<std::size_t>(row_words_)) {}

void BitGrid::set_cube(int x, int y, int z, int side) {
  for (int dz = 0; dz < side; ++dz)
    for (int dy = 0; dy < side; ++dy)
      for (int dx = 0; dx < side; ++dx) set(x + dx, y + dy, z + dz);
}

std::size_t BitGrid::count() const {
  std::size_t sum = 0;
  for (const Word word : words_) sum += static_cast<std::size_t>(__builtin_popcountll(word));
  return sum;
}

int BitGrid::lowest_layer() const {
  for (int y = 0; y < edge_; ++y)
    for (int z = 0; z < edge_; ++z)
      for (int i = 0; i < row_words_; ++i)
        if (row(y, z)[i] != 0) return y;
  return edge_;
}

void BitGrid::clear_below(int y) {
  for (int z = 0; z < edge_; ++z)
    for (int below = 0; below < y; ++below)
      for (int i = 0; i < row_words_; ++i) row(below, z)[i] = 0;
}

void BitGrid::add(const BitGrid& other) {
  IGGAN_CHECK(other.edge_ == edge_);
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
}

void BitGrid::remove(const BitGrid& other) {
  IGGAN_CHECK(other.edge_ == edge_);
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
}

BitGrid BitGrid::inverted() const {
  BitGrid out(*this);
  for (Word& word : out.words_) word = ~word;
  for (int z = 0; z < edge_; ++z)
    for (int y = 0; y < edge_; ++y) out.row(y, z)[row_words_ - 1] &= tail_mask_;
  return out;
}

BitGrid dilated(const BitGrid& grid, int radius) {
  return box_filtered(grid, radius, [](Word a, Word b) { return a | b; });
}

BitGrid eroded(const BitGrid& grid, int radius) {
  return box_filtered(grid, radius, [](Word a, Word b) { return a & b; });
}

BitGrid grown_inside(BitGrid seed, const BitGrid& inside, int steps) {
  const BitGrid outside = inside.inverted();
  for (int i = 0; i < steps; ++i) {
    seed = dilated(seed, 1);
    seed.remove(outside);
  }
  return seed;
}

BitGrid flooded_from_border(const BitGrid& free) {
  BitGrid reached = border_of(free);
  const int last = free.edge() - 1;
  for (bool changed = true; changed;) {
    changed = false;
    for (int z = 0; z <= last; ++z)
      for (int y = 0; y <= last; ++y) changed = take_over(reached, free, y, z, -1, -1) || changed;
    for (int z = last; z >= 0; --z)
      for (int y = last; y >= 0; --y) changed = take_over(reached, free, y, z, 1, 1) || changed;
  }
  return reached;
}

}  // namespace iggan
