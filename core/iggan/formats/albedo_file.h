#pragma once
#include <filesystem>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Writes the colours of a grid as one lossless PNG, nx wide and ny * nz high: its bytes are those
/// of VoxelGrid::albedo. The slice z = 0 is at the top of the picture, and the row y = 0 at the top
/// of each slice.
/// @throws DataError for a grid without albedo, or when the file cannot be written.
void write_albedo(const std::filesystem::path& path, const VoxelGrid& grid);

/// Reads the colours back into a grid of the same size.
/// @throws DataError naming the file when it is not a picture or has a different size.
void read_albedo(const std::filesystem::path& path, VoxelGrid& grid);

}  // namespace iggan
