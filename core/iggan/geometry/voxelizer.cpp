#include <iggan/geometry/voxelizer.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/geometry/bit_grid.h>
#include <iggan/geometry/downsampler.h>
#include <iggan/geometry/mesh_geometry.h>
#include <iggan/geometry/surface_marker.h>
#include <iggan/geometry/voxel_colour.h>

namespace iggan {
namespace {

constexpr std::size_t kMaxTriangles = 2'000'000;
constexpr double kFlatShare = 1e-4;  // of the longest side: no voxel grid can show less

void check_options(const VoxelizerOptions& options) {
  if (options.size < 8 || options.size > 256)
    fail<ConfigError>("size is {}, expected 8 to 256 voxels", options.size);
  if (options.margin < 0 || options.margin > options.size / 4)
    fail<ConfigError>("margin is {}, expected 0 to {} voxels (a quarter of the size)",
                      options.margin, options.size / 4);
  if (options.supersampling < 2 || options.supersampling > 8)
    fail<ConfigError>("supersampling is {}, expected 2 to 8", options.supersampling);
}

Bounds checked_bounds(const TriangleMesh& mesh) {
  if (mesh.triangles.empty()) fail<DataError>("the mesh has no triangles");
  if (mesh.triangles.size() > kMaxTriangles)
    fail<DataError>("the mesh has {} triangles, more than {}: simplify it", mesh.triangles.size(),
                    kMaxTriangles);
  const Bounds bounds = bounds_of(mesh);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!std::isfinite(bounds.extent(axis)))
      fail<DataError>("the mesh has positions that are not finite");
    if (!(bounds.extent(axis) > kFlatShare * bounds.longest_side()))
      fail<DataError>("the mesh is flat: its bounding box is {:g} x {:g} x {:g}", bounds.extent(0),
                      bounds.extent(1), bounds.extent(2));
  }
  return bounds;
}

/// Positions in fine cells, with the bounding box in the middle of a grid of `edge` cells.
TriangleMesh in_cells(const TriangleMesh& mesh, const Bounds& bounds, double longest_side,
                      int edge) {
  // Slightly less than requested: otherwise faces of the box would be exactly between two cells and
  // touch the outer one too.
  const double scale = (longest_side - 1e-2) / bounds.longest_side();
  TriangleMesh out = mesh;
  for (auto& p : out.positions)
    for (std::size_t axis = 0; axis < 3; ++axis)
      p[axis] = static_cast<float>((p[axis] - bounds.centre(axis)) * scale + 0.5 * edge);
  return out;
}

/// From fine cells to voxels, of which the first `rim` along each axis are not in the grid.
TriangleMesh in_voxels(TriangleMesh cells, int factor, int rim) {
  for (auto& p : cells.positions)
    for (float& value : p) value = value / static_cast<float>(factor) - static_cast<float>(rim);
  return cells;
}

/// The cells that a flood around the surface, dilated by `seal`, does not reach.
BitGrid solid_inside(const BitGrid& surface, int seal, FloorCap floor) {
  const int bottom = floor == FloorCap::closed ? surface.lowest_layer() : 0;
  BitGrid free = dilated(surface, seal).inverted();
  free.clear_below(bottom);
  BitGrid open = surface.inverted();
  open.clear_below(bottom);
  // The flood stops `seal` cells before the surface; the reached region is then grown back to the
  // surface.
  const BitGrid exterior = grown_inside(flooded_from_border(free), open, seal);
  BitGrid solid = exterior.inverted();
  solid.clear_below(bottom);
  return solid;
}

}  // namespace

int default_margin(int size) {
  return std::max(1, size / 32);
}

VoxelizedMesh voxelize(const TriangleMesh& mesh, const VoxelizerOptions& options) {
  check_options(options);
  const Bounds bounds = checked_bounds(mesh);
  const int factor = options.supersampling;
  // The flood needs a way around the shape, and the dilated surface needs room: one voxel on every
  // side.
  const int rim = options.margin == 0 ? 1 : 0;
  const int edge = (options.size + 2 * rim) * factor;

  BitGrid surface(edge);
  TriangleMesh cells = in_cells(mesh, bounds, (options.size - 2 * options.margin) * factor, edge);
  mark_surface(cells, surface);
  const BitGrid solid = solid_inside(surface, factor / 2, options.floor);
  const BitGrid unsealed = solid_inside(surface, 0, FloorCap::open);

  VoxelizedMesh out;
  out.grid = downsample_solid(solid, factor, rim);
  out.sealed_gain =
      static_cast<double>(solid.count()) / static_cast<double>(unsealed.count()) - 1.0;
  out.inside_share = 1 - static_cast<double>(std::min(surface.count(), solid.count())) /
                             static_cast<double>(solid.count());
  if (!mesh.colour.empty()) colour_voxels(out.grid, in_voxels(std::move(cells), factor, rim));
  return out;
}

}  // namespace iggan
