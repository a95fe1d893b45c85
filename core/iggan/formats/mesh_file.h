#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <iggan/formats/neighbour_files.h>
#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// Whether to read a mesh's colours too, which costs time and opens more files.
enum class MeshColours { ignored, read };

/// A mesh as read.
struct MeshFile {
  TriangleMesh mesh;               // with colour if requested and present
  std::vector<std::string> notes;  // what was lost: a missing texture, no colours at all
  /// The offset subtracted from each position because the model is far from the origin, in the
  /// file's units; only for OBJ files, else 0.
  std::array<double, 3> origin{};
};

/// The supported file formats, without a dot: "obj", "gltf", "glb", "ply", ...
[[nodiscard]] const std::vector<std::string>& mesh_formats();

/// Reads the triangles of a mesh file: polygons are triangulated, points and lines dropped, and
/// node transforms applied. The extension decides the format. Positions are in the file's own units
/// and axes, except for MeshFile::origin; a note says if digits were lost.
///
/// Colour comes from the materials and points: OBJ's map_Kd, else Kd (taken as sRGB); glTF's base
/// colour, factor (linear) times texture; point colours, linear in glTF and sRGB elsewhere. A
/// texture is a regular file in or below the model's folder, or inside the model's file.
/// @throws DataError naming the file, with the reader's message, also if no triangles are left.
[[nodiscard]] MeshFile read_mesh(const std::filesystem::path& path,
                                 MeshColours colours = MeshColours::ignored);

/// As read_mesh, from memory.
/// @param format      the extension without its dot, e.g. "obj".
/// @param where       names the bytes in error messages.
/// @param neighbours  reads other files that the model names; without it materials are unknown.
[[nodiscard]] MeshFile read_mesh_from_memory(std::string_view bytes, const std::string& format,
                                             const std::string& where,
                                             MeshColours colours = MeshColours::ignored,
                                             const NeighbourFiles& neighbours = {});

}  // namespace iggan
