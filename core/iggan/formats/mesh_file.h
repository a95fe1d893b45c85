#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <iggan/formats/neighbour_files.h>
#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// Whether the colours of a mesh are read too; they cost time and open further files.
enum class MeshColours { ignored, read };

struct MeshFile {
  TriangleMesh mesh;               // with colour when that was asked for and there is some
  std::vector<std::string> notes;  // what was lost: a texture that is missing, no colours at all
  /// What was taken from each position because the model lies far from the origin, in the file's
  /// units; of OBJ files only, else 0.
  std::array<double, 3> origin{};
};

/// The formats of files that are promised, without a dot: "obj", "gltf", "glb", "ply", ...
[[nodiscard]] const std::vector<std::string>& mesh_formats();

/// Reads the triangles of a mesh file, polygons triangulated, points and lines dropped, node
/// transforms applied. The format follows the extension. Positions are in the file's own units and
/// axes, but for MeshFile::origin; where digits of them are lost, a note says so.
///
/// Colour comes from the materials and points: OBJ's map_Kd, else Kd (taken as sRGB); glTF's base
/// colour, factor (linear) times texture; colours of points, linear in glTF and sRGB elsewhere.
/// A texture is a regular file in or below the model's folder, or lies in the model's file.
/// @throws DataError naming the file, with the reader's own words, and when nothing is left.
[[nodiscard]] MeshFile read_mesh(const std::filesystem::path& path,
                                 MeshColours colours = MeshColours::ignored);

/// As read_mesh, from memory.
/// @param format      the extension without its dot, e.g. "obj".
/// @param where       names the bytes in error messages.
/// @param neighbours  what the model names besides itself; without it materials are unknown.
[[nodiscard]] MeshFile read_mesh_from_memory(std::string_view bytes, const std::string& format,
                                             const std::string& where,
                                             MeshColours colours = MeshColours::ignored,
                                             const NeighbourFiles& neighbours = {});

}  // namespace iggan
