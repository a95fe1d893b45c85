#include <iggan/data/shape_maker.h>

#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/pi.h>
#include <iggan/formats/albedo_file.h>
#include <iggan/formats/binvox.h>
#include <iggan/geometry/downsampler.h>
#include <iggan/geometry/mesh_geometry.h>
#include <iggan/geometry/voxelizer.h>
#include <iggan/geometry/yaw.h>

namespace iggan {
namespace {

constexpr double kMinFill = 0.003,
                 kMaxFill = 0.60;        // outside: a broken mesh, or another kind of object
constexpr double kMinLargest = 0.98;     // fraction in the largest component; below: a warning
constexpr double kMaxSealedGain = 0.15;  // above: a warning
constexpr double kMinInside = 0.05;      // fraction of an open mesh's solid; below: a warning

void check(const VoxelGrid& grid, ShapeRecord& item) {
  item.grid = facts_of(grid);
  if (item.grid.fill < kMinFill || item.grid.fill > kMaxFill)
    fail<DataError>("{:.2f} % of the voxels are solid, expected {:g} to {:g} %",
                    100 * item.grid.fill, 100 * kMinFill, 100 * kMaxFill);
  if (item.grid.largest_fraction < kMinLargest)
    item.warnings.push_back(fmt::format("{:.1f} % of the solid voxels do not touch the rest",
                                        100 * (1 - item.grid.largest_fraction)));
}

}  // namespace

OpenedModel ShapeMaker::open(const ModelSource& source) const {
  OpenedModel model;
  SourceModel opened = source.open(recipe_.colours);
  model.geometry = std::move(opened.geometry);
  model.notes = std::move(opened.notes);
  if (auto* mesh = std::get_if<TriangleMesh>(&model.geometry)) {
    model.mesh = facts_of(*mesh);
    const double c = std::cos(recipe_.yaw_degrees * kRadiansPerDegree),
                 s = std::sin(recipe_.yaw_degrees * kRadiansPerDegree);
    if (recipe_.yaw_degrees != 0) rotate(*mesh, {c, 0, s, 0, 1, 0, -s, 0, c});
  }
  return model;
}

VoxelGrid ShapeMaker::make(const OpenedModel& model, ShapeRecord& item) const {
  const auto* mesh = std::get_if<TriangleMesh>(&model.geometry);
  item.mesh = model.mesh;
  VoxelGrid grid =
      mesh != nullptr ? voxelized(*mesh, item) : copied(std::get<VoxelGrid>(model.geometry));
  item.warnings.insert(item.warnings.end(), model.notes.begin(), model.notes.end());
  check(grid, item);
  item.size = recipe_.size;
  item.file = "shapes/" + item.id + ".binvox";
  write_binvox(folder_ / item.file, grid);
  item.sha256 = sha256_of_file(folder_ / item.file);
  if (!grid.albedo.empty()) {
    item.albedo_file = "shapes/" + item.id + ".png";
    write_albedo(folder_ / item.albedo_file, grid);
    item.albedo_sha256 = sha256_of_file(folder_ / item.albedo_file);
  }
  return grid;
}

VoxelGrid ShapeMaker::voxelized(const TriangleMesh& mesh, ShapeRecord& item) const {
  VoxelizerOptions options;
  options.size = recipe_.size;
  options.margin = recipe_.margin;
  options.floor = item.source->floor;
  VoxelizedMesh result = voxelize(item.warp ? warped(mesh, *item.warp) : mesh, options);
  item.sealed_gain = result.sealed_gain;
  if (item.sealed_gain > kMaxSealedGain)
    item.warnings.push_back(
        fmt::format("sealing gaps made the solid {:.0f} % larger", 100 * item.sealed_gain));
  if (item.mesh && !item.mesh->watertight && result.inside_share < kMinInside)
    item.warnings.emplace_back(
        "the mesh is open and became an empty shell: close its holes if it should be solid");
  return std::move(result.grid);
}

VoxelGrid ShapeMaker::copied(const VoxelGrid& grid) const {
  const double turns = recipe_.yaw_degrees / 90;
  if (turns != std::round(turns))
    fail<DataError>("voxels can only be turned by quarter turns, not by {:g} degrees",
                    recipe_.yaw_degrees);
  if (grid.nx < recipe_.size)
    fail<DataError>("its {0}^3 voxels are fewer than the {1}^3 requested: use --size {0} or less",
                    grid.nx, recipe_.size);
  return turn_by_yaw(downsample_grid(grid, recipe_.size), recipe_.yaw_degrees);
}

}  // namespace iggan
