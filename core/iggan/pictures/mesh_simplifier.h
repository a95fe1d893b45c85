#pragma once
#include <cstddef>

#include <iggan/geometry/triangle_mesh.h>

namespace iggan {

/// A mesh of at most `budget` triangles, as close to the given one as possible, using a subset of
/// its points. A closed manifold stays one, no piece vanishes, and no triangle becomes a sliver.
/// Where fewer triangles would violate this or change the shape by more than a twentieth of its
/// size, triangles are kept, so more than the budget may remain. Triangles with a colour change are
/// kept too, as far as the budget allows: the threshold of the change is the smallest of 12, 24, 48
/// and 96 of 255, sRGB-encoded, that fits.
/// @param mesh  without materials.
[[nodiscard]] TriangleMesh simplified(const TriangleMesh& mesh, std::size_t budget);

}  // namespace iggan
