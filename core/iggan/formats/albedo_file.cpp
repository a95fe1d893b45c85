#include <iggan/formats/albedo_file.h>

#include <iggan/base/error.h>
#include <iggan/formats/image_file.h>

namespace iggan {

void write_albedo(const std::filesystem::path& path, const VoxelGrid& grid) {
  if (grid.albedo.empty() || grid.albedo.size() != 3 * grid.size())
    fail<DataError>("cannot write {}: the grid has no colours", path.string());
  ImageU8 slices(grid.nx, grid.ny * grid.nz, 3);
  slices.samples = grid.albedo;
  write_image(path, slices);
}

void read_albedo(const std::filesystem::path& path, VoxelGrid& grid) {
  ImageU8 slices = read_image(path);
  if (slices.width != grid.nx || slices.height != grid.ny * grid.nz || slices.channels != 3)
    fail<DataError>("{}: the picture is {} x {} with {} channels, expected {} x {} with 3",
                    path.string(), slices.width, slices.height, slices.channels, grid.nx,
                    grid.ny * grid.nz);
  grid.albedo = std::move(slices.samples);
}

}  // namespace iggan
