#pragma once
#include <filesystem>

#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Reads a binvox file. On disk y is fastest, then z, then x; any non-zero value is solid. The
/// header's translate and scale are ignored: a grid fills the unit cube (unit_cube_to_world).
/// Objects keep their orientation in the file; ShapeNet-style files face -Z.
/// @throws DataError naming the file when it is unreadable, not a cube, or its run lengths do not
///         add up to the grid.
/// Source: Patrick Min's format, https://www.patrickmin.com/binvox/binvox.html
[[nodiscard]] VoxelGrid read_binvox(const std::filesystem::path& path);

/// Writes the occupancy (not the albedo) of a cube, completely or not at all; read_binvox returns
/// it bit for bit.
/// @throws DataError when the grid is not a cube or the file cannot be written.
void write_binvox(const std::filesystem::path& path, const VoxelGrid& grid);

}  // namespace iggan
