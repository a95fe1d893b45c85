#include <iggan/geometry/voxel_iou.h>

#include <iggan/base/error.h>
#include <iggan/geometry/bounding_box.h>

namespace iggan {
namespace {

void check_sizes(const VoxelGrid& a, const VoxelGrid& b) {
  if (a.nx != b.nx || a.ny != b.ny || a.nz != b.nz)
    fail<DataError>(
        "cannot compare grids of {}x{}x{} and {}x{}x{} voxels: make both at the same "
        "resolution",
        a.nx, a.ny, a.nz, b.nx, b.ny, b.nz);
}

double ratio(const PackedGrid& a, const PackedGrid& b, double of_nothing) {
  const std::size_t common = overlap(a, b);
  const std::size_t all = a.count + b.count - common;
  return all == 0 ? of_nothing : static_cast<double>(common) / static_cast<double>(all);
}

}  // namespace

double voxel_iou(const PackedGrid& a, const PackedGrid& b) {
  return ratio(a, b, 1.0);
}

double voxel_iou(const VoxelGrid& a, const VoxelGrid& b) {
  check_sizes(a, b);
  return voxel_iou(pack(a), pack(b));
}

VoxelGrid air_of(const VoxelGrid& grid) {
  VoxelGrid air(grid.nx, grid.ny, grid.nz);
  const CellBox box = bounding_box(grid);
  for (int z = box.low[2]; z < box.high[2]; ++z)
    for (int y = box.low[1]; y < box.high[1]; ++y)
      for (int x = box.low[0]; x < box.high[0]; ++x) air.set(x, y, z, !grid.at(x, y, z));
  return air;
}

double air_iou_of_air(const PackedGrid& air_a, const PackedGrid& air_b) {
  return ratio(air_a, air_b, 0.0);
}

double air_iou(const VoxelGrid& a, const VoxelGrid& b) {
  check_sizes(a, b);
  return air_iou_of_air(pack(air_of(a)), pack(air_of(b)));
}

}  // namespace iggan
