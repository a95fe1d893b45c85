#pragma once
#include <cstddef>

#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// A mesh of at most `budget` triangles, as near to the given one as can be, its points among the
/// given ones. A closed manifold stays one, no piece vanishes, and no triangle becomes a sliver:
/// where fewer triangles would break that, or change the shape by more than a twentieth of its
/// size, triangles stay, so that more than the budget may be left. Those across which the colour
/// changes stay, too, as far as the budget allows: of the steps 12, 24, 48 and 96 of 255,
/// sRGB-encoded, the smallest that it has room for.
/// @param mesh  without materials.
[[nodiscard]] TriangleMesh simplified(const TriangleMesh& mesh, std::size_t budget);

}  // namespace iggan
