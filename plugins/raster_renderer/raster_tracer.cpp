#include "raster_tracer.h"

#include <limits>

#include "face_raster.h"

namespace iggan::plugins {
namespace {

/// Where the walk starts, and whether the ray entered through a face of the box.
enum class Start { nowhere, inside, at_face };

Start find_start(const GridRay& ray, const CellBox& box, Hit& at) {
  double enter, leave;
  int axis;
  if (!clip(ray, box, enter, leave, axis)) return Start::nowhere;
  if (!(leave >= ray.t_min && enter <= ray.t_max)) return Start::nowhere;
  const bool inside = enter <= ray.t_min;
  at.t = inside ? ray.t_min : enter;
  for (int b = 0; b < 3; ++b)
    at.cell[b] = !inside && b == axis
                     ? (ray.direction[b] > 0 ? box.low[b] : box.high[b] - 1)
                     : cell_at(ray, b, at.t, inside || b < axis, box.low[b], box.high[b]);
  if (!box.contains(at.cell)) return Start::nowhere;
  at.axis = inside ? -1 : axis;
  return inside ? Start::inside : Start::at_face;
}

/// The walk on one axis. A cell is identified by the plane through which the ray leaves it.
struct Stepper {
  double next;  // when the ray leaves its cell

  Stepper(const GridRay& ray, int axis, int first, const CellBox& box, std::size_t bit_stride)
      : next(std::numeric_limits<double>::infinity()),
        origin_(ray.origin[axis]),
        inverse_(ray.inverse[axis]),
        up_(ray.direction[axis] > 0) {
    plane_ = up_ ? first + 1 : first;
    last_plane_ = up_ ? box.high[axis] : box.low[axis];
    forward_ = up_ ? 1 : -1;
    bit_step_ = up_ ? bit_stride : std::size_t{0} - bit_stride;  // wraps around on purpose
    if (ray.direction[axis] != 0) next = (plane_ - origin_) * inverse_;
  }

  /// Steps to the next cell; false if that is beyond the box or the ray's end.
  [[nodiscard]] bool step(double t_max, std::size_t& bit, double& t) {
    if (plane_ == last_plane_ || !(next <= t_max)) return false;
    t = next;
    plane_ += forward_;
    bit += bit_step_;
    next = (plane_ - origin_) * inverse_;  // same as GridRay::plane_time
    return true;
  }
  [[nodiscard]] int cell() const { return static_cast<int>(plane_) - (up_ ? 1 : 0); }

 private:
  double plane_, last_plane_, forward_, origin_, inverse_;
  std::size_t bit_step_;
  bool up_;
};

/// Walks each ray separately.
class WalkedHits final : public PrimaryHits {
 public:
  WalkedHits(const RasterTracer& tracer, const PrimaryRays& rays) : tracer_(tracer), rays_(rays) {}
  void first_hits(const SampleWindow& window, Hit* hits) const override {
    for (int y = window.y0; y < window.y1; ++y)
      for (int x = window.x0; x < window.x1; ++x, ++hits)
        if (!tracer_.first_hit(rays_.at(x, y), *hits)) *hits = Hit{};
  }

 private:
  const RasterTracer& tracer_;
  const PrimaryRays& rays_;
};

}  // namespace

void RasterTracer::build(const SolidGrid& grid, const plugin::Batch&, CancelPoll& poll) {
  grid_ = &grid;
  faces_.assign(grid, poll);
}

std::unique_ptr<PrimaryHits> RasterTracer::find_primary_hits(const PrimaryRays& rays,
                                                             CancelPoll& poll) const {
  const CellBox& box = grid_->box();
  // A rectangle costs as much as several steps of a walk: many small ones, as in noise, would cost
  // too much.
  const std::size_t samples = rays.window(box.low, box.high).count();
  if (rays.near_cuts(box) || faces_.all().size() > samples / 4)
    return std::make_unique<WalkedHits>(*this, rays);
  return std::make_unique<FaceRaster>(faces_.all(), rays, poll);
}

bool RasterTracer::blocked(const GridRay& ray) const {
  Hit hit;
  return first_hit(ray, hit);
}

bool RasterTracer::first_hit(const GridRay& ray, Hit& hit) const {
  const CellBox& box = grid_->box();
  if (box.empty() || find_start(ray, box, hit) == Start::nowhere) return false;

  const std::uint64_t* words = grid_->words();
  std::size_t bit = grid_->index(hit.cell[0], hit.cell[1], hit.cell[2]);
  Stepper x(ray, 0, hit.cell[0], box, 1);
  Stepper y(ray, 1, hit.cell[1], box, grid_->row());
  Stepper z(ray, 2, hit.cell[2], box, grid_->slice());
  while ((words[bit >> 6] >> (bit & 63) & 1) == 0) {
    // The branches of the innermost loop, each with its axis's numbers in registers.
    if (x.next <= y.next && x.next <= z.next) {
      if (!x.step(ray.t_max, bit, hit.t)) return false;
      hit.axis = 0;
    } else if (y.next <= z.next) {
      if (!y.step(ray.t_max, bit, hit.t)) return false;
      hit.axis = 1;
    } else {
      if (!z.step(ray.t_max, bit, hit.t)) return false;
      hit.axis = 2;
    }
  }
  hit.cell[0] = x.cell();
  hit.cell[1] = y.cell();
  hit.cell[2] = z.cell();
  hit.side = hit.axis < 0 ? 0 : ray.direction[hit.axis] > 0 ? -1 : 1;
  return true;
}

}  // namespace iggan::plugins
