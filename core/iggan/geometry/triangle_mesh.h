#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace iggan {

/// An indexed triangle surface: right-handed, +Y up, counter-clockwise triangles face outwards.
struct TriangleMesh {
  std::vector<std::array<float, 3>> positions;
  std::vector<std::array<std::uint32_t, 3>> triangles;  // indices into positions
};

}  // namespace iggan
