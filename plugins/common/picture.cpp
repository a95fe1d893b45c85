#include "picture.h"

#include <algorithm>

namespace iggan::plugins {
namespace {

/// Samples whose hits are found together: as many as fit into the caches.
constexpr int kSamplesAtOnce = 2048;

SampleWindow window_of(const PrimaryRays& rays, const CellBox& box) {
  if (box.empty()) return {};
  return rays.window(box.low, box.high);
}

}  // namespace

Picture::Picture(const plugin::Job& job, const Style& style, const SolidGrid& grid,
                 const Tracer& tracer, const SmoothNormals* smooth, CancelPoll& poll)
    : job_(job),
      samples_per_axis_(style.samples_per_axis),
      lighting_(job, style, grid, tracer, smooth),
      rays_(job.camera, job.canvas.width(), job.canvas.height(), style.samples_per_axis,
            lighting_.to_index()),
      window_(window_of(rays_, grid.box())),
      primary_hits_(window_.empty() ? nullptr : tracer.find_primary_hits(rays_, poll)) {}

void Picture::draw_rows(std::uint32_t first, std::uint32_t last, CancelPoll& poll) const {
  const int n = samples_per_axis_, width = static_cast<int>(job_.canvas.width());
  // Blocks as wide as the picture, or parts of one row of pixels if a row has too many samples.
  const int rows = std::max(1, kSamplesAtOnce / std::max(1, window_.width() * n));
  const int columns = rows > 1 ? width : std::max(1, kSamplesAtOnce / (n * n));
  std::vector<Hit> hits;
  for (int y = static_cast<int>(first); y < static_cast<int>(last); y += rows)
    for (int x = 0; x < width; x += columns)
      draw_block(x, std::min(x + columns, width), y, std::min(y + rows, static_cast<int>(last)),
                 hits, poll);
}

void Picture::draw_block(int x0, int x1, int y0, int y1, std::vector<Hit>& hits,
                         CancelPoll& poll) const {
  const int n = samples_per_axis_;
  const SampleWindow window{std::max(window_.x0, x0 * n), std::min(window_.x1, x1 * n),
                            std::max(window_.y0, y0 * n), std::min(window_.y1, y1 * n)};
  hits.resize(window.count());
  if (!window.empty()) primary_hits_->first_hits(window, hits.data());
  poll.count(hits.size());
  for (int y = y0; y < y1; ++y) {
    poll.count(static_cast<std::size_t>(x1 - x0));
    for (int x = x0; x < x1; ++x)
      if (window.empty() || (x + 1) * n <= window.x0 || x * n >= window.x1)
        draw_nothing(x, y);
      else
        draw_pixel(x, y, window, hits.data(), poll);
  }
}

void Picture::draw_nothing(int x, int y) const {
  constexpr float kNothing[4] = {};
  job_.canvas.store(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), kNothing);
}

void Picture::draw_pixel(int x, int y, const SampleWindow& window, const Hit* hits,
                         CancelPoll& poll) const {
  const int n = samples_per_axis_, left = x * n, top = y * n;
  Vec rgb;
  int found = 0;
  for (int sy = std::max(top, window.y0); sy < std::min(top + n, window.y1); ++sy)
    for (int sx = std::max(left, window.x0); sx < std::min(left + n, window.x1); ++sx) {
      const Hit& hit =
          hits[static_cast<std::size_t>(sy - window.y0) * static_cast<std::size_t>(window.width()) +
               static_cast<std::size_t>(sx - window.x0)];
      if (!hit.found()) continue;
      ++found;
      const SampleKey key{
          job_.seed,
          static_cast<std::uint64_t>(y) * job_.canvas.width() + static_cast<std::uint64_t>(x),
          static_cast<std::uint64_t>((sy - top) * n + sx - left)};
      rgb =
          rgb + (lighting_.same_all_over() ? lighting_.radiance(hit)
                                           : lighting_.radiance(rays_.at(sx, sy), hit, key, poll));
    }
  const double share = 1.0 / (n * n);
  const float rgba[4] = {static_cast<float>(rgb.x * share), static_cast<float>(rgb.y * share),
                         static_cast<float>(rgb.z * share), static_cast<float>(found * share)};
  job_.canvas.store(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), rgba);
}

}  // namespace iggan::plugins
