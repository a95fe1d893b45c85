#include <iggan/metrics/hidden_air.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/base/pi.h>
#include <iggan/geometry/bounding_box.h>
#include <iggan/geometry/vectors.h>

namespace iggan {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// One direction per line; those that leave most shapes soonest come first.
std::vector<Vec3> line_directions() {
  std::vector<Vec3> directions{{0, 1, 0}};
  for (int elevation = 0; elevation < 90; elevation += 15)
    for (int azimuth = 0; azimuth < (elevation == 0 ? 180 : 360); azimuth += 15) {
      const double e = elevation * kRadiansPerDegree, a = azimuth * kRadiansPerDegree;
      directions.push_back({std::cos(e) * std::sin(a), std::sin(e), std::cos(e) * std::cos(a)});
    }
  return directions;
}

/// Whether the ray from the centre of a cell meets a solid cell inside the box. It visits every
/// cell that it passes through, so it cannot slip between diagonal neighbours.
bool meets_solid(const VoxelGrid& grid, const CellBox& box, std::array<int, 3> cell,
                 const Vec3& direction) {
  Vec3 next{}, whole{};  // along the ray: to the next face across each axis, and between two faces
  for (std::size_t k = 0; k < 3; ++k) {
    whole[k] = direction[k] == 0 ? kNever : 1 / std::abs(direction[k]);
    next[k] = whole[k] / 2;
  }
  while (true) {
    const auto k =
        static_cast<std::size_t>(std::min_element(next.begin(), next.end()) - next.begin());
    cell[k] += direction[k] < 0 ? -1 : 1;
    next[k] += whole[k];
    if (cell[k] < box.low[k] || cell[k] >= box.high[k]) return false;
    if (grid.at(cell[0], cell[1], cell[2])) return true;
  }
}

bool is_hidden(const VoxelGrid& grid, const CellBox& box, const std::array<int, 3>& cell,
               const std::vector<Vec3>& directions) {
  for (const Vec3& direction : directions)
    if (!meets_solid(grid, box, cell, direction) && !meets_solid(grid, box, cell, direction * -1.0))
      return false;
  return true;
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

VoxelGrid hidden_air(const VoxelGrid& grid) {
  static const std::vector<Vec3> directions = line_directions();
  VoxelGrid hidden(grid.nx, grid.ny, grid.nz);
  const CellBox box = bounding_box(grid);
  for (int z = box.low[2]; z < box.high[2]; ++z)
    for (int y = box.low[1]; y < box.high[1]; ++y)
      for (int x = box.low[0]; x < box.high[0]; ++x)
        if (!grid.at(x, y, z)) hidden.set(x, y, z, is_hidden(grid, box, {x, y, z}, directions));
  return hidden;
}

double CavityOverlap::recall() const {
  return share(common_cells, reference_cells);
}
double CavityOverlap::precision() const {
  return share(common_cells, sample_cells);
}

CavityOverlap& CavityOverlap::operator+=(const CavityOverlap& other) {
  reference_cells += other.reference_cells;
  sample_cells += other.sample_cells;
  common_cells += other.common_cells;
  return *this;
}

CavityOverlap cavity_overlap(const PackedGrid& sample_air, const PackedGrid& reference_air) {
  if (sample_air.nx != reference_air.nx || sample_air.ny != reference_air.ny ||
      sample_air.nz != reference_air.nz)
    fail<DataError>("cavities of {}x{}x{} and {}x{}x{} cells cannot be compared", sample_air.nx,
                    sample_air.ny, sample_air.nz, reference_air.nx, reference_air.ny,
                    reference_air.nz);
  return {reference_air.count, sample_air.count, overlap(sample_air, reference_air)};
}

}  // namespace iggan
