#include "solid_grid.h"

#include <algorithm>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace iggan::plugins {
namespace {

constexpr int kPiece = 16;

/// One bit for each of 16 bytes, set if the byte is not 0; the first byte's bit is the lowest.
std::uint64_t pack(const std::uint8_t* bytes) {
#ifdef __SSE2__
  const __m128i piece = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  return 0xFFFFu &
         ~static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(piece, _mm_setzero_si128())));
#else
  std::uint64_t bits = 0;
  for (int i = 0; i < kPiece; ++i) bits |= std::uint64_t{bytes[i] != 0} << i;
  return bits;
#endif
}

void pack_row(const std::uint8_t* from, std::int64_t stride, int count, std::uint64_t* to) {
  int i = 0;
  if (stride == 1)
    for (; i + kPiece <= count; i += kPiece) to[i >> 6] |= pack(from + i) << (i & 63);
  for (; i < count; ++i) to[i >> 6] |= std::uint64_t{from[i * stride] != 0} << (i & 63);
}

}  // namespace

void SolidGrid::assign(const iggan_grid& grid, CancelPoll& poll) {
  size_[0] = static_cast<int>(grid.nx);
  size_[1] = static_cast<int>(grid.ny);
  size_[2] = static_cast<int>(grid.nz);
  const std::size_t row_words = (grid.nx + 63) / 64;
  row_ = row_words * 64;
  words_.assign(row_words * grid.ny * grid.nz, 0);

  box_ = {{size_[0], size_[1], size_[2]}, {0, 0, 0}};
  std::vector<std::uint64_t> columns(row_words, 0);  // the bitwise OR of all rows
  std::uint64_t* to = words_.data();
  for (int k = 0; k < size_[2]; ++k)
    for (int j = 0; j < size_[1]; ++j, to += row_words) {
      pack_row(grid.occupancy + j * grid.occ_stride[1] + k * grid.occ_stride[2], grid.occ_stride[0],
               size_[0], to);
      poll.count(grid.nx);
      std::uint64_t any = 0;
      for (std::size_t w = 0; w < row_words; ++w) {
        any |= to[w];
        columns[w] |= to[w];
      }
      if (any == 0) continue;
      box_.low[1] = std::min(box_.low[1], j);
      box_.high[1] = std::max(box_.high[1], j + 1);
      box_.low[2] = std::min(box_.low[2], k);
      box_.high[2] = k + 1;
    }
  for (int i = 0; i < size_[0]; ++i)
    if ((columns[static_cast<std::size_t>(i >> 6)] >> (i & 63) & 1) != 0) {
      box_.low[0] = std::min(box_.low[0], i);
      box_.high[0] = i + 1;
    }
}

bool begins_inside(const SolidGrid& grid, const GridRay& ray, Hit& hit) {
  const CellBox& box = grid.box();
  for (int a = 0; a < 3; ++a)
    hit.cell[a] = cell_at(ray, a, ray.t_min, true, box.low[a], box.high[a]);
  if (!box.contains(hit.cell) || !grid.at(hit.cell[0], hit.cell[1], hit.cell[2])) return false;
  hit.t = ray.t_min;
  hit.axis = -1;
  hit.side = 0;
  return true;
}

}  // namespace iggan::plugins
