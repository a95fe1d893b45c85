#include <iggan/geometry/soft_shape.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/geometry/srgb.h>
#include <iggan/geometry/yaw.h>

namespace iggan {
namespace {

constexpr float kLeastLogit = 1e-3f, kLargestLogit = 30;  // magnitudes

/// Values on a grid, x fastest.
struct Lattice {
  std::array<int, 3> size;
  std::vector<float> values;

  [[nodiscard]] std::size_t step(std::size_t axis) const {
    std::size_t step = 1;
    for (std::size_t k = 0; k < axis; ++k) step *= static_cast<std::size_t>(size[k]);
    return step;
  }
};

/// The value a quarter of a step from b towards c on the spline through four values one step apart.
float quarter_way(float a, float b, float c, float d) {
  const float value = -0.0703125f * a + 0.8671875f * b + 0.2265625f * c - 0.0234375f * d;
  return std::clamp(value, std::min(b, c), std::max(b, c));
}

/// Twice as fine along one axis: new centres are a quarter of a step from the old ones.
Lattice doubled_along(const Lattice& from, std::size_t axis) {
  Lattice to = from;
  to.size[axis] *= 2;
  to.values.resize(2 * from.values.size());
  const int count = from.size[axis];
  const std::size_t step = from.step(axis), block = step * static_cast<std::size_t>(count);
  for (std::size_t line = 0; line < from.values.size() / static_cast<std::size_t>(count); ++line) {
    const std::size_t first = line / step * block + line % step;
    const auto old = [&](int i) {
      return from.values[first + step * static_cast<std::size_t>(std::clamp(i, 0, count - 1))];
    };
    const std::size_t fine = line / step * 2 * block + line % step;
    for (int i = 0; i < count; ++i) {
      const std::size_t at = fine + step * 2 * static_cast<std::size_t>(i);
      to.values[at] = quarter_way(old(i + 1), old(i), old(i - 1), old(i - 2));
      to.values[at + step] = quarter_way(old(i - 1), old(i), old(i + 1), old(i + 2));
    }
  }
  return to;
}

/// Whether both neighbours along some axis have the other occupancy.
bool is_thin(const VoxelGrid& grid, int x, int y, int z) {
  const bool here = grid.at(x, y, z);
  const auto other = [&](int dx, int dy, int dz) {
    return grid.solid(x + dx, y + dy, z + dz) != here;
  };
  return (other(-1, 0, 0) && other(1, 0, 0)) || (other(0, -1, 0) && other(0, 1, 0)) ||
         (other(0, 0, -1) && other(0, 0, 1));
}

/// Mean of the solid voxels around a fine voxel, weighted by closeness; the colour of its own
/// coarse voxel if there is none.
SrgbBytes colour_around(const VoxelGrid& coarse, int x, int y, int z) {
  LinearRgb sum{};
  float weights = 0;
  const std::array<int, 3> own{x / 2, y / 2, z / 2},
      next{x % 2 * 2 - 1, y % 2 * 2 - 1, z % 2 * 2 - 1};
  for (unsigned corner = 0; corner < 8; ++corner) {
    std::array<int, 3> cell = own;
    float weight = 1;
    for (std::size_t k = 0; k < 3; ++k) {
      const bool far = (corner >> k & 1u) != 0;
      if (far) cell[k] += next[k];
      weight *= far ? 0.25f : 0.75f;
    }
    if (!coarse.solid(cell[0], cell[1], cell[2])) continue;
    const LinearRgb colour = linear_of(&coarse.albedo[3 * coarse.index(cell[0], cell[1], cell[2])]);
    for (std::size_t c = 0; c < 3; ++c) sum[c] += weight * colour[c];
    weights += weight;
  }
  if (weights == 0)
    return srgb_bytes(linear_of(&coarse.albedo[3 * coarse.index(own[0], own[1], own[2])]));
  for (float& channel : sum) channel /= weights;
  return srgb_bytes(sum);
}

}  // namespace

SoftShape::SoftShape(VoxelGrid grid, std::vector<float> field)
    : solid(std::move(grid)), logits(std::move(field)) {
  IGGAN_CHECK(logits.empty() || logits.size() == solid.size());
}

float SoftShape::logit_at(std::size_t index) const {
  // The order of max and min makes NaN count as the smallest magnitude.
  const float size = logits.empty()
                         ? 1.0f
                         : std::min(std::max(kLeastLogit, std::abs(logits[index])), kLargestLogit);
  return solid.occupancy[index] != 0 ? size : -size;
}

SoftShape mirror_x(const SoftShape& shape) {
  SoftShape out(mirror_x(shape.solid), shape.logits);
  const auto row = static_cast<std::ptrdiff_t>(shape.solid.nx);
  for (auto at = out.logits.begin(); at != out.logits.end(); at += row) std::reverse(at, at + row);
  return out;
}

SoftShape doubled(const SoftShape& shape) {
  const VoxelGrid& coarse = shape.solid;
  Lattice lattice{{coarse.nx, coarse.ny, coarse.nz}, std::vector<float>(coarse.size())};
  for (std::size_t i = 0; i < coarse.size(); ++i) lattice.values[i] = shape.logit_at(i);
  for (std::size_t axis = 0; axis < 3; ++axis) lattice = doubled_along(lattice, axis);

  SoftShape fine(VoxelGrid(2 * coarse.nx, 2 * coarse.ny, 2 * coarse.nz), std::move(lattice.values));
  VoxelGrid& grid = fine.solid;
  if (!coarse.albedo.empty()) grid.albedo.assign(3 * grid.size(), 0);
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x) {
        const std::size_t index = grid.index(x, y, z);
        const bool whole = is_thin(coarse, x / 2, y / 2, z / 2);
        grid.set(x, y, z, whole ? coarse.at(x / 2, y / 2, z / 2) : fine.logits[index] > 0);
        if (coarse.albedo.empty() || !grid.at(x, y, z)) continue;
        const SrgbBytes colour = colour_around(coarse, x, y, z);
        std::copy(colour.begin(), colour.end(), &grid.albedo[3 * index]);
      }
  return fine;
}

}  // namespace iggan
