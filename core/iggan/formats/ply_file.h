#pragma once
#include <string>
#include <string_view>

#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// A PLY file as read.
struct PlyMesh {
  TriangleMesh mesh;    // with point colours and u, v if the file has them
  std::string texture;  // the picture that a comment names; empty if none
};

/// Reads a PLY file, ASCII or binary of either byte order: the elements vertex (x, y, z; red,
/// green, blue as sRGB, bytes or fractions; s, t or u, v) and face (lists of indices, cut into
/// fans); others are skipped. Assimp's reader is not used: it never returns for truncated files.
/// @param where  names the bytes in messages.
/// @throws DataError saying what is missing or wrong.
[[nodiscard]] PlyMesh read_ply(std::string_view bytes, const std::string& where);

}  // namespace iggan
