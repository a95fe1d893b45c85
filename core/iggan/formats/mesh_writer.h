#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// How a viewer should shade a mesh. `flat` writes no normals: glTF asks viewers to shade faces
/// flat then, and points stay shared, so that the file's surface is as closed as the mesh.
enum class MeshShading { smooth, flat };

/// Writes a mesh with a grey, matt material, whole or not at all: .glb (binary glTF 2.0) or .ply
/// (ASCII). Triangles keep their order and points their number, unless two points are closer than
/// 1e-5: the writer of .glb welds those. `smooth` adds a normal to each point.
///
/// A mesh with colour gets a white material and colours of points: COLOR_0 in .glb, four floats in
/// linear light; bytes red, green, blue, alpha in .ply, sRGB-encoded. A point where triangles of
/// several colours meet is written once for each, and none are welded. Textures are not written.
/// @throws DataError for another extension, an empty mesh, or with the writer's own words.
void write_mesh(const std::filesystem::path& path, const TriangleMesh& mesh,
                MeshShading shading = MeshShading::smooth);

/// The same as bytes of a .glb file.
[[nodiscard]] std::string encode_glb(const TriangleMesh& mesh,
                                     MeshShading shading = MeshShading::smooth);

/// Unit normals at the points, the mean of their triangles' weighted by area; +Y where that is 0.
[[nodiscard]] std::vector<std::array<float, 3>> point_normals(const TriangleMesh& mesh);

}  // namespace iggan
