#include "face_raster.h"

#include <algorithm>
#include <memory>

namespace iggan::plugins {
namespace {

constexpr int kStripRows = 16;  // of samples

/// The rays of a window and their hits so far, each quantity in its own array.
struct Samples {
  explicit Samples(std::size_t n) : count(n), numbers_(new double[8 * n]) {}
  [[nodiscard]] double* origin(int axis) const { return column(axis); }
  [[nodiscard]] double* inverse(int axis) const { return column(3 + axis); }
  [[nodiscard]] double* time() const { return column(6); }
  [[nodiscard]] double* face() const { return column(7); }  // index of a target; -1: none

  const std::size_t count;

 private:
  [[nodiscard]] double* column(int i) const {
    return numbers_.get() + static_cast<std::size_t>(i) * count;
  }
  std::unique_ptr<double[]> numbers_;
};

void fill(const Samples& samples, const PrimaryRays& rays, const SampleWindow& window) {
  std::size_t i = 0;
  for (int y = window.y0; y < window.y1; ++y)
    for (int x = window.x0; x < window.x1; ++x, ++i) {
      const GridRay ray = rays.at(x, y);
      for (int a = 0; a < 3; ++a) {
        const bool moves = ray.direction[a] != 0;
        // A ray that does not move along an axis is always between the same two planes: put it in
        // the middle of its cell, with infinite times of the right sign.
        samples.origin(a)[i] = moves ? ray.origin[a] : std::floor(ray.origin[a]) + 0.5;
        samples.inverse(a)[i] = moves ? ray.inverse[a] : -Hit::kNever;
      }
    }
  std::fill(samples.time(), samples.time() + samples.count, Hit::kNever);
  std::fill(samples.face(), samples.face() + samples.count, -1.0);
}

/// A rectangle as planes of the three axes.
struct Planes {
  double plane, side;    // on its own axis
  double low_b, high_b;  // on the lower of the other two
  double low_c, high_c;  // on the higher
  double t_min, t_max, number;
};

/// enters_through() for samples [from, to) of one row; an earlier hit, or one at the same time
/// through a lower axis, is kept. (A ray cannot enter through two faces of one plane.)
template <int axis>
inline __attribute__((always_inline)) void cover(const Samples& samples, std::size_t from,
                                                 std::size_t to, const Planes& p) {
  constexpr int b = axis == 0 ? 1 : 0, c = axis == 2 ? 1 : 2;
  const double* __restrict oa = samples.origin(axis);
  const double* __restrict ia = samples.inverse(axis);
  const double* __restrict ob = samples.origin(b);
  const double* __restrict ib = samples.inverse(b);
  const double* __restrict oc = samples.origin(c);
  const double* __restrict ic = samples.inverse(c);
  double* __restrict time = samples.time();
  double* __restrict face = samples.face();
  for (std::size_t i = from; i < to; ++i) {
    const double t = (p.plane - oa[i]) * ia[i];
    const double b0 = (p.low_b - ob[i]) * ib[i], b1 = (p.high_b - ob[i]) * ib[i];
    const double c0 = (p.low_c - oc[i]) * ic[i], c1 = (p.high_c - oc[i]) * ic[i];
    const double b_in = b0 < b1 ? b0 : b1, b_out = b0 < b1 ? b1 : b0;
    const double c_in = c0 < c1 ? c0 : c1, c_out = c0 < c1 ? c1 : c0;
    // Planes of a lower axis are crossed before this one's, those of a higher axis after it.
    const bool in_b = b < axis ? (b_in <= t) & (b_out > t) : (b_in < t) & (b_out >= t);
    const bool in_c = c < axis ? (c_in <= t) & (c_out > t) : (c_in < t) & (c_out >= t);
    const bool hit =
        in_b & in_c & (ia[i] * p.side < 0) & (t > p.t_min) & (t <= p.t_max) & (t < time[i]);
    time[i] = hit ? t : time[i];
    face[i] = hit ? p.number : face[i];
  }
}

void cover(const Samples& samples, std::size_t from, std::size_t to, int axis, const Planes& p) {
  if (axis == 0)
    cover<0>(samples, from, to, p);
  else if (axis == 1)
    cover<1>(samples, from, to, p);
  else
    cover<2>(samples, from, to, p);
}

bool looks_at_eye(const FaceRectangle& face, const PrimaryRays& rays) {
  if (!rays.perspective()) return rays.ahead()[face.axis] * face.side < 0;
  const int plane = face.side > 0 ? face.high[face.axis] : face.low[face.axis];
  return (rays.eye()[face.axis] - plane) * face.side > 0;
}

Planes planes_of(const FaceRectangle& face, const GridRay& any, std::uint32_t number) {
  const int axis = face.axis, b = axis == 0 ? 1 : 0, c = axis == 2 ? 1 : 2;
  return {static_cast<double>(face.side > 0 ? face.high[axis] : face.low[axis]),
          static_cast<double>(face.side),
          static_cast<double>(face.low[b]),
          static_cast<double>(face.high[b]),
          static_cast<double>(face.low[c]),
          static_cast<double>(face.high[c]),
          any.t_min,
          any.t_max,
          static_cast<double>(number)};
}

SampleWindow common_part(const SampleWindow& a, const SampleWindow& b) {
  return {std::max(a.x0, b.x0), std::min(a.x1, b.x1), std::max(a.y0, b.y0), std::min(a.y1, b.y1)};
}

}  // namespace

FaceRaster::FaceRaster(const std::vector<FaceRectangle>& faces, const PrimaryRays& rays,
                       CancelPoll& poll)
    : rays_(rays) {
  for (const FaceRectangle& face : faces) {
    poll.count(1);
    if (!looks_at_eye(face, rays)) continue;
    std::int16_t low[3], high[3];
    std::copy(face.low, face.low + 3, low);
    std::copy(face.high, face.high + 3, high);
    (face.side > 0 ? low : high)[face.axis] = (face.side > 0 ? high : low)[face.axis];
    const SampleWindow window = rays.window(low, high);
    if (window.empty()) continue;
    const auto last = static_cast<std::size_t>((window.y1 - 1) / kStripRows);
    if (strips_.size() <= last) strips_.resize(last + 1);
    for (auto strip = static_cast<std::size_t>(window.y0 / kStripRows); strip <= last; ++strip)
      strips_[strip].push_back(static_cast<std::uint32_t>(targets_.size()));
    targets_.push_back({window, &face});
  }
}

void FaceRaster::first_hits(const SampleWindow& window, Hit* hits) const {
  const Samples samples(window.count());
  fill(samples, rays_, window);
  const GridRay any = rays_.at(window.x0, window.y0);
  for (int top = window.y0 / kStripRows * kStripRows; top < window.y1; top += kStripRows) {
    const auto strip = static_cast<std::size_t>(top / kStripRows);
    if (strip >= strips_.size()) break;
    const SampleWindow rows = common_part(window, {window.x0, window.x1, top, top + kStripRows});
    for (const std::uint32_t number : strips_[strip]) {
      const SampleWindow part = common_part(targets_[number].window, rows);
      if (part.empty()) continue;
      const FaceRectangle& face = *targets_[number].face;
      const Planes planes = planes_of(face, any, number);
      for (int y = part.y0; y < part.y1; ++y) {
        const std::size_t row =
            static_cast<std::size_t>(y - window.y0) * static_cast<std::size_t>(window.width());
        cover(samples, row + static_cast<std::size_t>(part.x0 - window.x0),
              row + static_cast<std::size_t>(part.x1 - window.x0), face.axis, planes);
      }
    }
  }
  std::size_t i = 0;
  for (int y = window.y0; y < window.y1; ++y)
    for (int x = window.x0; x < window.x1; ++x, ++i) {
      hits[i] = Hit{};
      if (samples.face()[i] < 0) continue;
      const FaceRectangle& face = *targets_[static_cast<std::size_t>(samples.face()[i])].face;
      hits[i] = hit_on(face, rays_.at(x, y), samples.time()[i]);
    }
}

}  // namespace iggan::plugins
