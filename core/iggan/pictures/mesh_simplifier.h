#pragma once
#include <cstddef>

#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// A mesh of at most `budget` triangles, as near to the given one as can be, its points among the
/// given ones. A closed manifold stays one, and no triangle becomes a sliver: where fewer triangles
/// would break that, and where colours change, triangles stay as they are, so that more than the
/// budget may be left.
/// @param mesh  without materials.
[[nodiscard]] TriangleMesh simplified(const TriangleMesh& mesh, std::size_t budget);

}  // namespace iggan
