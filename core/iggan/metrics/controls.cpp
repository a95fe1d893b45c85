#include <iggan/metrics/controls.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/metrics/bounding_box.h>

namespace iggan {
namespace {

int jitter(Rng& rng, int reach) {
  return static_cast<int>(rng.below(static_cast<std::uint64_t>(2 * reach + 1))) - reach;
}

CellBox jittered(const CellBox& box, const VoxelGrid& grid, Rng& rng) {
  const std::array<int, 3> size{grid.nx, grid.ny, grid.nz};
  CellBox moved;
  for (std::size_t k = 0; k < 3; ++k) {
    const int reach = size[k] / 8;
    const int low = std::clamp(box.low[k] + jitter(rng, reach), 0, size[k] - 1);
    const int high = std::clamp(box.high[k] + jitter(rng, reach), 1, size[k]);
    moved.low[k] = std::min(low, high - 1);
    moved.high[k] = std::max(high, moved.low[k] + 1);
  }
  return moved;
}

}  // namespace

std::vector<VoxelGrid> jittered_cuboids(const GridList& shapes, int count, std::uint64_t seed) {
  std::vector<CellBox> boxes;
  for (const VoxelGrid* shape : shapes)
    if (const CellBox box = bounding_box(*shape); !box.empty()) boxes.push_back(box);
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
  // Cells by votes, so that those with at least t votes are a sum over the top of this list.
  std::vector<std::size_t> cells_with(shapes.size() + 1, 0);
  for (const auto vote : votes) ++cells_with[vote];
  const double wanted = static_cast<double>(solid) / static_cast<double>(shapes.size());
  std::size_t threshold = shapes.size() + 1, cells = 0;
  double nearest = wanted;  // what no cell at all would miss by
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
