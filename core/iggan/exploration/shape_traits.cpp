#include <iggan/exploration/shape_traits.h>

#include <algorithm>
#include <vector>

namespace iggan {
namespace {

constexpr double kOuter = 0.01;  // of the solid, at each end of an axis

/// Along one axis: where the solid starts and ends, and its centre of mass, in cells.
struct Extent {
  double low = 0, high = 0, middle = 0;
};

Extent extent_of(const std::vector<std::size_t>& cells_in_slice, std::size_t solid) {
  Extent extent;
  const double outer = kOuter * double(solid);
  double before = 0, moment = 0;
  extent.high = double(cells_in_slice.size());
  for (std::size_t i = 0; i < cells_in_slice.size(); ++i) {
    const auto cells = double(cells_in_slice[i]);
    if (before <= outer) extent.low = double(i);
    moment += (double(i) + 0.5) * cells;
    if (before < double(solid) - outer) extent.high = double(i) + 1;
    before += cells;
  }
  extent.middle = moment / double(solid);
  return extent;
}

}  // namespace

ShapeTraits traits_of(const GridView& shape) {
  const std::array<int, 3> sizes{shape.nx, shape.ny, shape.nz};
  std::array<std::vector<std::size_t>, 3> slices;
  for (std::size_t axis = 0; axis < 3; ++axis)
    slices[axis].assign(static_cast<std::size_t>(sizes[axis]), 0);
  std::size_t solid = 0, cell = 0;
  for (int z = 0; z < shape.nz; ++z)
    for (int y = 0; y < shape.ny; ++y)
      for (int x = 0; x < shape.nx; ++x, ++cell) {
        if (shape.occupancy[cell] == 0) continue;
        ++solid;
        ++slices[0][static_cast<std::size_t>(x)];
        ++slices[1][static_cast<std::size_t>(y)];
        ++slices[2][static_cast<std::size_t>(z)];
      }
  ShapeTraits traits{};
  if (solid == 0) return traits;
  std::array<double, 3> length{}, offset{};
  double box = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Extent extent = extent_of(slices[axis], solid);
    const double cells = extent.high - extent.low;
    length[axis] = cells / double(sizes[axis]);
    offset[axis] = (extent.middle - 0.5 * (extent.low + extent.high)) / cells;
    box *= cells;
  }
  traits = {length[0], length[1], length[2], double(solid) / double(cell),
            offset[1], offset[2], offset[0], std::max(0.0, 1 - double(solid) / box)};
  return traits;
}

}  // namespace iggan
