#include <iggan/geometry/downsampler.h>

#include <vector>

#include <iggan/base/error.h>

namespace iggan {
namespace {

// Fractions of a voxel's fine cells, tuned on furniture by eye and by silhouettes.
constexpr double kMajority = 0.5;
constexpr double kThinShare = 0.18;
constexpr double kRepairShare = 0.12;
constexpr double kSecondRepairShare = 0.02;  // of lost cells

/// For each voxel, how many of its fine cells are set.
class CellCounts {
 public:
  CellCounts(const BitGrid& fine, int factor)
      : edge_(fine.edge() / factor),
        volume_(factor * factor * factor),
        counts_(static_cast<std::size_t>(edge_) * static_cast<std::size_t>(edge_) *
                static_cast<std::size_t>(edge_)) {
    for_each_cell(
        fine, [&](int x, int y, int z) { ++counts_[index(x / factor, y / factor, z / factor)]; });
  }
  [[nodiscard]] int edge() const { return edge_; }
  [[nodiscard]] int count(int x, int y, int z) const {
    const bool inside = x >= 0 && y >= 0 && z >= 0 && x < edge_ && y < edge_ && z < edge_;
    return inside ? counts_[index(x, y, z)] : 0;
  }
  [[nodiscard]] double share(int x, int y, int z) const {
    return static_cast<double>(count(x, y, z)) / volume_;
  }

 private:
  [[nodiscard]] std::size_t index(int x, int y, int z) const {
    const auto n = static_cast<std::size_t>(edge_);
    return (static_cast<std::size_t>(z) * n + static_cast<std::size_t>(y)) * n +
           static_cast<std::size_t>(x);
  }
  int edge_;
  double volume_;
  std::vector<int> counts_;
};

template <class Visit>
void for_each_voxel(int edge, const Visit& visit) {
  for (int z = 0; z < edge; ++z)
    for (int y = 0; y < edge; ++y)
      for (int x = 0; x < edge; ++x) visit(x, y, z);
}

/// The core of all parts that a box of edge 2k+1 does not fit into.
BitGrid thin_core(const BitGrid& solid, int k) {
  const BitGrid thick = dilated(eroded(solid, k), k);
  BitGrid core = solid;
  core.remove(dilated(thick, k));
  return grown_inside(std::move(core), solid, k + 1);
}

/// Fine solid cells farther than half a voxel from every voxel that is on.
BitGrid lost_cells(const BitGrid& solid, const VoxelGrid& on, int factor) {
  BitGrid covered(solid.edge());
  for_each_voxel(on.nx, [&](int x, int y, int z) {
    if (on.at(x, y, z)) covered.set_cube(x * factor, y * factor, z * factor, factor);
  });
  BitGrid lost = solid;
  lost.remove(dilated(covered, factor / 2));
  return lost;
}

bool is_local_maximum(const CellCounts& counts, int x, int y, int z) {
  const int here = counts.count(x, y, z);
  const auto peak = [here](int before, int after) { return here >= before && here >= after; };
  return peak(counts.count(x - 1, y, z), counts.count(x + 1, y, z)) ||
         peak(counts.count(x, y - 1, z), counts.count(x, y + 1, z)) ||
         peak(counts.count(x, y, z - 1), counts.count(x, y, z + 1));
}

VoxelGrid without_rim(const VoxelGrid& grid, int skip) {
  if (skip == 0) return grid;
  VoxelGrid inner = VoxelGrid::cube(grid.nx - 2 * skip);
  for_each_voxel(inner.nx, [&](int x, int y, int z) {
    inner.set(x, y, z, grid.at(x + skip, y + skip, z + skip));
  });
  return inner;
}

}  // namespace

VoxelGrid downsample_solid(const BitGrid& solid, int factor, int skip) {
  IGGAN_CHECK(factor >= 2 && solid.edge() % factor == 0);
  const CellCounts filled(solid, factor);
  const CellCounts thin(thin_core(solid, factor / 2), factor);
  VoxelGrid on = VoxelGrid::cube(filled.edge());
  for_each_voxel(on.nx, [&](int x, int y, int z) {
    const double share = filled.share(x, y, z);
    on.set(x, y, z, share >= kMajority || (share >= kThinShare && thin.count(x, y, z) > 0));
  });

  const CellCounts lost(lost_cells(solid, on, factor), factor);
  for_each_voxel(on.nx, [&](int x, int y, int z) {
    if (lost.count(x, y, z) > 0 &&
        (filled.share(x, y, z) >= kRepairShare || is_local_maximum(filled, x, y, z)))
      on.set(x, y, z, true);
  });
  const CellCounts still_lost(lost_cells(solid, on, factor), factor);
  for_each_voxel(on.nx, [&](int x, int y, int z) {
    if (still_lost.share(x, y, z) >= kSecondRepairShare) on.set(x, y, z, true);
  });
  return without_rim(on, skip);
}

VoxelGrid downsample_grid(const VoxelGrid& grid, int size) {
  if (grid.nx != grid.ny || grid.ny != grid.nz || size < 1 || grid.nx % size != 0)
    fail<DataError>("cannot reduce a grid of {} x {} x {} to {}: the size must divide the edge",
                    grid.nx, grid.ny, grid.nz, size);
  if (grid.nx == size) return grid;
  BitGrid solid(grid.nx);
  for_each_voxel(grid.nx, [&](int x, int y, int z) {
    if (grid.at(x, y, z)) solid.set(x, y, z);
  });
  return downsample_solid(solid, grid.nx / size);
}

}  // namespace iggan
