#pragma once
#include <array>

#include <iggan/geometry/vectors.h>

namespace iggan {

/// Barycentric weights of the point of a triangle that is nearest to `p`. Source: Ericson,
/// Real-Time Collision Detection, 5.1.5.
[[nodiscard]] Vec3 nearest_weights(const std::array<Vec3, 3>& corners, const Vec3& p);

}  // namespace iggan
