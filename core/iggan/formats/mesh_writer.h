#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// How a viewer should shade a mesh. `flat` writes no normals: then glTF requires flat shading, and
/// points stay shared, so the file's surface is as closed as the mesh.
enum class MeshShading { smooth, flat };

/// Writes a mesh with a gray, matt material, completely or not at all: .glb (binary glTF 2.0) or
/// .ply (ASCII). Triangles keep their order and points their index, except that the .glb writer
/// welds points closer than 1e-5. `smooth` adds a normal to each point.
///
/// A mesh with colour gets a white material and point colours: COLOR_0 in .glb, four floats in
/// linear light; bytes red, green, blue, alpha in .ply, sRGB-encoded. A point where triangles of
/// several colours meet is written once per colour, and no points are welded. Textures are not
/// written.
/// @throws DataError for any other extension, an empty mesh, or a failure, with the writer's
///         message.
void write_mesh(const std::filesystem::path& path, const TriangleMesh& mesh,
                MeshShading shading = MeshShading::smooth);

/// The same, as the bytes of a .glb file.
[[nodiscard]] std::string encode_glb(const TriangleMesh& mesh,
                                     MeshShading shading = MeshShading::smooth);

/// Unit normals at the points: the area-weighted mean of their triangles' normals, or +Y if that is
/// 0.
[[nodiscard]] std::vector<std::array<float, 3>> point_normals(const TriangleMesh& mesh);

}  // namespace iggan
