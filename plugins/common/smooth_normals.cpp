#include "smooth_normals.h"

#include <algorithm>

namespace iggan::plugins {
namespace {

constexpr int kReach = 2;  // two box filters of radius 1

}  // namespace

void SmoothNormals::assign(const SolidGrid& grid, CancelPoll& poll) {
  box_ = grid.box();
  if (box_.empty()) return;
  std::size_t count = 1;
  for (int a = 0; a < 3; ++a) {
    box_.low[a] -= kReach;
    box_.high[a] += kReach;
    size_[a] = box_.high[a] - box_.low[a];
    count *= static_cast<std::size_t>(size_[a]);
  }
  const std::size_t strides[3] = {
      1, static_cast<std::size_t>(size_[0]),
      static_cast<std::size_t>(size_[0]) * static_cast<std::size_t>(size_[1])};
  margin_ = kReach * strides[2];
  cells_.assign(count + 2 * margin_, 0);
  buffer_.assign(count + 2 * margin_, 0);
  std::uint16_t* to = cells_.data() + margin_;
  for (int k = box_.low[2]; k < box_.high[2]; ++k)
    for (int j = box_.low[1]; j < box_.high[1]; ++j) {
      for (int i = box_.low[0]; i < box_.high[0]; ++i) *to++ = grid.solid(i, j, k) ? 1 : 0;
      poll.count(strides[1]);
    }

  // Before its pass, an axis has two empty cells at each end, so a pass may treat the array as one
  // line: what it reads from the neighbouring line is 0.
  for (const std::size_t s : strides) {
    const std::uint16_t* from = cells_.data();
    for (std::size_t line = margin_; line < margin_ + count; line += strides[1]) {
      for (std::size_t i = line; i < line + strides[1]; ++i)
        buffer_[i] = static_cast<std::uint16_t>(from[i - 2 * s] + 2 * from[i - s] + 3 * from[i] +
                                                2 * from[i + s] + from[i + 2 * s]);
      poll.count(strides[1]);
    }
    std::swap(cells_, buffer_);
  }
}

double SmoothNormals::density(const Vec& point) const {
  const Vec p = point - Vec{0.5, 0.5, 0.5};  // values are at the cells' centres
  int base[3];
  double fraction[3];
  for (int a = 0; a < 3; ++a) {
    const double floor = std::floor(p[a]);
    if (!(floor >= box_.low[a] - 1 && floor < box_.high[a])) return 0;
    base[a] = static_cast<int>(floor) - box_.low[a];
    fraction[a] = p[a] - floor;
  }
  const std::ptrdiff_t row = size_[0], slice = row * size_[1];
  // Signed: a base may be -1.
  const std::uint16_t* first = cells() + base[0] + row * base[1] + slice * base[2];
  const auto holds = [&](int axis, int step) {
    return base[axis] + step >= 0 && base[axis] + step < size_[axis];
  };
  bool all = true;  // all eight cells are in the box, which is the usual case
  for (int a = 0; a < 3; ++a) all = all && holds(a, 0) && holds(a, 1);
  const auto value = [&](int i, int j, int k) -> double {
    return all || (holds(0, i) && holds(1, j) && holds(2, k)) ? first[i + row * j + slice * k] : 0;
  };
  const auto along_x = [&](int j, int k) {
    const double low = value(0, j, k);
    return low + fraction[0] * (value(1, j, k) - low);
  };
  const auto along_y = [&](int k) {
    const double low = along_x(0, k);
    return low + fraction[1] * (along_x(1, k) - low);
  };
  const double low = along_y(0);
  return (low + fraction[2] * (along_y(1) - low)) / 729.0;
}

Vec SmoothNormals::outward(const Vec& p) const {
  return {density({p.x - 1, p.y, p.z}) - density({p.x + 1, p.y, p.z}),
          density({p.x, p.y - 1, p.z}) - density({p.x, p.y + 1, p.z}),
          density({p.x, p.y, p.z - 1}) - density({p.x, p.y, p.z + 1})};
}

}  // namespace iggan::plugins
