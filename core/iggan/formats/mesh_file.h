#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// Reads the triangles of a mesh file, polygons triangulated, points and lines dropped, node
/// transforms applied. The format follows the extension; OBJ is the one that is promised.
/// Positions are in the file's own units and axes.
/// @throws DataError naming the file, with the reader's own words, and when nothing is left.
[[nodiscard]] TriangleMesh read_mesh(const std::filesystem::path& path);

/// As read_mesh, from memory. Materials that the text refers to are ignored.
/// @param format  the extension without its dot, e.g. "obj".
/// @param where   names the bytes in error messages.
[[nodiscard]] TriangleMesh read_mesh_from_memory(std::string_view bytes, const std::string& format,
                                                 const std::string& where);

}  // namespace iggan
