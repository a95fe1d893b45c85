#include <iggan/metrics/controls.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>

namespace iggan {
namespace {

int jitter(Rng& rng, int reach) {
  return static_cast<int>(rng.below(static_cast<std::uint64_t>(2 * reach + 1))) - reach;
}

/// Counts the solid cells of any box with eight lookups.
class BoxSums {
 public:
  explicit BoxSums(const VoxelGrid& grid) : sums_(grid.nx + 1, grid.ny + 1, grid.nz + 1) {
    totals_.assign(sums_.size(), 0);
    for (int z = 0; z < grid.nz; ++z)
      for (int y = 0; y < grid.ny; ++y)
        for (int x = 0; x < grid.nx; ++x)
          total(x + 1, y + 1, z + 1) = grid.at(x, y, z) + total(x, y + 1, z + 1) +
                                       total(x + 1, y, z + 1) + total(x + 1, y + 1, z) -
                                       total(x, y, z + 1) - total(x, y + 1, z) -
                                       total(x + 1, y, z) + total(x, y, z);
  }
  [[nodiscard]] std::int64_t count(const CellBox& box) {
    const auto [x0, y0, z0] = box.low;
    const auto [x1, y1, z1] = box.high;
    return total(x1, y1, z1) - total(x0, y1, z1) - total(x1, y0, z1) - total(x1, y1, z0) +
           total(x0, y0, z1) + total(x0, y1, z0) + total(x1, y0, z0) - total(x0, y0, z0);
  }

 private:
  std::int64_t& total(int x, int y, int z) { return totals_[sums_.index(x, y, z)]; }
  VoxelGrid sums_;  // for its index arithmetic
  std::vector<std::int64_t> totals_;
};

std::int64_t volume(const CellBox& box) {
  std::int64_t cells = 1;
  for (std::size_t k = 0; k < 3; ++k) cells *= box.high[k] - box.low[k];
  return cells;
}

CellBox jittered(const CellBox& box, const VoxelGrid& grid, Rng& rng) {
  const std::array<int, 3> size{grid.nx, grid.ny, grid.nz};
  CellBox moved;
  for (std::size_t k = 0; k < 3; ++k) {
    const int reach = std::max(1, size[k] / 32);
    const int low = std::clamp(box.low[k] + jitter(rng, reach), 0, size[k] - 1);
    const int high = std::clamp(box.high[k] + jitter(rng, reach), 1, size[k]);
    moved.low[k] = std::min(low, high - 1);
    moved.high[k] = std::max(high, moved.low[k] + 1);
  }
  return moved;
}

}  // namespace

CellBox fitted_cuboid(const VoxelGrid& grid) {
  CellBox best = bounding_box(grid);
  if (best.empty()) return best;
  BoxSums sums(grid);
  const auto all = static_cast<std::int64_t>(grid.count());
  const auto iou = [&](const CellBox& box) {
    const std::int64_t common = sums.count(box);
    return static_cast<double>(common) / static_cast<double>(all + volume(box) - common);
  };
  for (bool better = true; better;) {
    better = false;
    for (std::size_t side = 0; side < 6; ++side)
      for (const int step : {-1, 1}) {
        CellBox moved = best;
        int& place = side < 3 ? moved.low[side] : moved.high[side - 3];
        place += step;
        if (moved.low[side % 3] < 0 || moved.low[side % 3] >= moved.high[side % 3]) continue;
        if (moved.high[side % 3] > std::array{grid.nx, grid.ny, grid.nz}[side % 3]) continue;
        if (iou(moved) <= iou(best)) continue;
        best = moved;
        better = true;
      }
  }
  return best;
}

std::vector<VoxelGrid> jittered_cuboids(const GridList& shapes, int count, std::uint64_t seed) {
  std::vector<CellBox> boxes;
  for (const VoxelGrid* shape : shapes)
    if (const CellBox box = fitted_cuboid(*shape); !box.empty()) boxes.push_back(box);
  if (boxes.empty())
    fail<DataError>("cannot make control cuboids: none of the {} shapes has a solid cell",
                    shapes.size());
  const VoxelGrid& like = *shapes.front();
  std::vector<VoxelGrid> cuboids;
  for (int i = 0; i < count; ++i) {
    Rng rng(seed_for(seed, "control cuboid", static_cast<std::uint64_t>(i)));
    VoxelGrid cuboid(like.nx, like.ny, like.nz);
    fill_box(cuboid, jittered(boxes[rng.below(boxes.size())], cuboid, rng));
    cuboids.push_back(std::move(cuboid));
  }
  return cuboids;
}

VoxelGrid mean_shape(const GridList& shapes) {
  if (shapes.empty()) fail<DataError>("cannot make the mean shape: there are no shapes");
  const VoxelGrid& like = *shapes.front();
  std::vector<std::uint32_t> votes(like.size(), 0);
  std::size_t solid = 0;
  for (const VoxelGrid* shape : shapes) {
    if (shape->nx != like.nx || shape->ny != like.ny || shape->nz != like.nz)
      fail<DataError>("cannot average shapes of {}x{}x{} and {}x{}x{} voxels", like.nx, like.ny,
                      like.nz, shape->nx, shape->ny, shape->nz);
    for (std::size_t i = 0; i < votes.size(); ++i) votes[i] += shape->occupancy[i] != 0;
    solid += shape->count();
  }
  // cells_with[v] is the number of cells with v votes. The number of cells with at least t votes is
  // the sum of the elements from t on.
  std::vector<std::size_t> cells_with(shapes.size() + 1, 0);
  for (const auto vote : votes) ++cells_with[vote];
  const double wanted = static_cast<double>(solid) / static_cast<double>(shapes.size());
  std::size_t threshold = shapes.size() + 1, cells = 0;
  double nearest = wanted;  // the error of having no cells
  for (std::size_t t = shapes.size(); t >= 1; --t) {
    cells += cells_with[t];
    const double miss = std::abs(static_cast<double>(cells) - wanted);
    if (cells_with[t] == 0 || miss >= nearest) continue;
    nearest = miss;
    threshold = t;
  }
  VoxelGrid mean(like.nx, like.ny, like.nz);
  for (std::size_t i = 0; i < votes.size(); ++i) mean.occupancy[i] = votes[i] >= threshold;
  return mean;
}

}  // namespace iggan
