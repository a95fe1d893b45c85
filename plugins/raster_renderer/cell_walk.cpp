#include "cell_walk.h"

#include <limits>

namespace iggan::plugins {
namespace {

/// The cell in which the walk begins, and whether the ray came into it through a face of the box.
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

}  // namespace

void CellWalk::build(const SolidGrid& grid, const plugin::Batch&) {
  grid_ = &grid;
}

bool CellWalk::blocked(const GridRay& ray) const {
  Hit hit;
  return first_hit(ray, hit);
}

bool CellWalk::first_hit(const GridRay& ray, Hit& hit) const {
  const CellBox& box = grid_->box();
  if (box.empty() || find_start(ray, box, hit) == Start::nowhere) return false;

  const std::uint8_t* bytes = grid_->bytes();
  std::size_t bit = grid_->index(hit.cell[0], hit.cell[1], hit.cell[2]);
  const std::size_t strides[3] = {1, grid_->row(), grid_->slice()};
  double next[3];        // when the ray leaves its cell on each axis
  int step[3], last[3];  // direction, and the cell beyond the box
  std::size_t bit_step[3];
  for (int a = 0; a < 3; ++a) {
    const bool up = ray.direction[a] > 0;
    step[a] = up ? 1 : -1;
    last[a] = up ? box.high[a] : box.low[a] - 1;
    bit_step[a] = up ? strides[a] : std::size_t{0} - strides[a];  // wraps around on purpose
    next[a] = ray.direction[a] == 0 ? std::numeric_limits<double>::infinity()
                                    : ray.plane_time(a, ray.exit_plane(a, hit.cell[a]));
  }
  while ((bytes[bit >> 3] >> (bit & 7) & 1) == 0) {
    const int a = next[0] <= next[1] ? (next[0] <= next[2] ? 0 : 2) : (next[1] <= next[2] ? 1 : 2);
    hit.t = next[a];
    hit.cell[a] += step[a];
    if (hit.cell[a] == last[a] || !(hit.t <= ray.t_max)) return false;
    hit.axis = a;
    bit += bit_step[a];
    next[a] = ray.plane_time(a, ray.exit_plane(a, hit.cell[a]));
  }
  hit.side = hit.axis < 0 ? 0 : -step[hit.axis];
  return true;
}

}  // namespace iggan::plugins
