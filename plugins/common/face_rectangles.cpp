#include "face_rectangles.h"

#include <algorithm>

namespace iggan::plugins {
namespace {

/// The first bit at or after `from` that equals `value`, or `end`.
int find_bit(const std::uint64_t* words, int from, int end, bool value) {
  while (from < end) {
    const std::uint64_t word = value ? words[from >> 6] : ~words[from >> 6];
    const std::uint64_t rest = word >> (from & 63);
    if (rest != 0) return std::min(end, from + __builtin_ctzll(rest));
    from = (from | 63) + 1;
  }
  return end;
}

}  // namespace

Hit hit_on(const FaceRectangle& face, const GridRay& ray, double t) {
  Hit hit;
  hit.t = t;
  hit.axis = face.axis;
  hit.side = face.side;
  for (int b = 0; b < 3; ++b)
    hit.cell[b] =
        b == face.axis ? face.low[b] : cell_at(ray, b, t, b < face.axis, face.low[b], face.high[b]);
  return hit;
}

void FaceRectangles::assign(const SolidGrid& grid, CancelPoll& poll) {
  all_.clear();
  if (grid.box().empty()) return;
  const std::size_t words = grid.row_words();
  exposed_.assign(words, 0);
  before_.assign(words, 0);
  start_.resize(words * 64);
  open_.resize(words * 64 * static_cast<std::size_t>(grid.box().high[1]));
  for (const int side : {-1, 1}) collect_across_x(grid, side, poll);
  for (const int axis : {1, 2})
    for (const int side : {-1, 1}) collect_along_x(grid, axis, side, poll);
}

void FaceRectangles::collect_along_x(const SolidGrid& grid, int axis, int side, CancelPoll& poll) {
  const CellBox& box = grid.box();
  const int across = 3 - axis;
  const std::size_t words = grid.row_words();
  for (int plane = box.low[axis]; plane < box.high[axis]; ++plane) {
    for (int row = box.low[across]; row < box.high[across]; ++row) {
      const int j = axis == 1 ? plane : row, k = axis == 1 ? row : plane;
      const std::uint64_t* solid = grid.row_at(j, k);
      const int next = plane + side;
      const bool inside = next >= box.low[axis] && next < box.high[axis];
      const std::uint64_t* cover = !inside     ? nullptr
                                   : axis == 1 ? grid.row_at(next, k)
                                               : grid.row_at(j, next);
      poll.count(words);
      for (std::size_t w = 0; w < words; ++w)
        exposed_[w] = cover == nullptr ? solid[w] : solid[w] & ~cover[w];
      for (int to, from = box.low[0];
           (from = find_bit(exposed_.data(), from, box.high[0], true)) < box.high[0]; from = to) {
        to = find_bit(exposed_.data(), from, box.high[0], false);
        add({axis, side, plane, 0, from, to, across, row}, static_cast<std::size_t>(from));
        poll.count(1);
      }
    }
  }
}

void FaceRectangles::collect_across_x(const SolidGrid& grid, int side, CancelPoll& poll) {
  const CellBox& box = grid.box();
  const std::size_t words = grid.row_words();
  for (int k = box.low[2]; k < box.high[2]; ++k) {
    std::fill(before_.begin(), before_.end(), 0);
    for (int j = box.low[1]; j <= box.high[1]; ++j) {
      const std::uint64_t* solid = j < box.high[1] ? grid.row_at(j, k) : nullptr;
      poll.count(words * 8);
      for (std::size_t w = 0; w < words; ++w) {
        std::uint64_t exposed = 0;
        if (solid != nullptr) {
          const std::uint64_t left = w > 0 ? solid[w - 1] >> 63 : 0;
          const std::uint64_t right = w + 1 < words ? solid[w + 1] << 63 : 0;
          exposed = solid[w] & ~(side < 0 ? solid[w] << 1 | left : solid[w] >> 1 | right);
        }
        for (std::uint64_t change = exposed ^ before_[w]; change != 0; change &= change - 1) {
          const int i = static_cast<int>(w) * 64 + __builtin_ctzll(change);
          int& start = start_[static_cast<std::size_t>(i)];
          if ((exposed >> (i & 63) & 1) != 0)
            start = j;
          else
            add({0, side, i, 1, start, j, 2, k},
                static_cast<std::size_t>(start) * words * 64 + static_cast<std::size_t>(i));
        }
        before_[w] = exposed;
      }
    }
  }
}

void FaceRectangles::add(const Run& run, std::size_t key) {
  std::uint32_t& slot = open_[key];
  if (slot < all_.size()) {
    FaceRectangle& last = all_[slot];
    if (last.axis == run.axis && last.side == run.side && last.low[run.axis] == run.plane &&
        last.low[run.along] == run.from && last.high[run.along] == run.to &&
        last.high[run.across] == run.row) {
      ++last.high[run.across];
      return;
    }
  }
  slot = static_cast<std::uint32_t>(all_.size());
  FaceRectangle face{};
  const auto extend = [&face](int axis, int low, int high) {
    face.low[axis] = static_cast<std::int16_t>(low);
    face.high[axis] = static_cast<std::int16_t>(high);
  };
  extend(run.axis, run.plane, run.plane + 1);
  extend(run.along, run.from, run.to);
  extend(run.across, run.row, run.row + 1);
  face.axis = static_cast<std::int8_t>(run.axis);
  face.side = static_cast<std::int8_t>(run.side);
  all_.push_back(face);
}

}  // namespace iggan::plugins
