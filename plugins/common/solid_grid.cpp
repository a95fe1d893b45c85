#include "solid_grid.h"

#include <algorithm>
#include <cstring>

namespace iggan::plugins {
namespace {

/// One bit for each of 8 bytes that is not 0, the first byte's lowest.
std::uint8_t pack8(const std::uint8_t* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, 8);
  constexpr std::uint64_t kLow7 = 0x7F7F7F7F7F7F7F7Full;
  const std::uint64_t set = ((((word & kLow7) + kLow7) | word) & ~kLow7) >> 7;
  return static_cast<std::uint8_t>((set * 0x0102040810204080ull) >> 56);
}

void pack_row(const std::uint8_t* from, std::int64_t stride, int count, std::uint8_t* to) {
  int i = 0;
  if (stride == 1)
    for (; i + 8 <= count; i += 8) to[i >> 3] = pack8(from + i);
  for (; i < count; ++i)
    to[i >> 3] = static_cast<std::uint8_t>(to[i >> 3] | (from[i * stride] != 0) << (i & 7));
}

}  // namespace

void SolidGrid::assign(const iggan_grid& grid) {
  size_[0] = static_cast<int>(grid.nx);
  size_[1] = static_cast<int>(grid.ny);
  size_[2] = static_cast<int>(grid.nz);
  const std::size_t row_bytes = (grid.nx + 7) / 8;
  row_ = row_bytes * 8;
  bytes_.assign(row_bytes * grid.ny * grid.nz, 0);

  box_ = {{size_[0], size_[1], size_[2]}, {0, 0, 0}};
  std::vector<std::uint8_t> columns(row_bytes, 0);  // all rows, or-ed
  std::uint8_t* to = bytes_.data();
  for (int k = 0; k < size_[2]; ++k)
    for (int j = 0; j < size_[1]; ++j, to += row_bytes) {
      pack_row(grid.occupancy + j * grid.occ_stride[1] + k * grid.occ_stride[2], grid.occ_stride[0],
               size_[0], to);
      std::uint8_t any = 0;
      for (std::size_t byte = 0; byte < row_bytes; ++byte) {
        any = static_cast<std::uint8_t>(any | to[byte]);
        columns[byte] = static_cast<std::uint8_t>(columns[byte] | to[byte]);
      }
      if (any == 0) continue;
      box_.low[1] = std::min(box_.low[1], j);
      box_.high[1] = std::max(box_.high[1], j + 1);
      box_.low[2] = std::min(box_.low[2], k);
      box_.high[2] = k + 1;
    }
  for (int i = 0; i < size_[0]; ++i)
    if ((columns[static_cast<std::size_t>(i >> 3)] >> (i & 7) & 1) != 0) {
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
