#pragma once
// A job's surfaces and lights, in the units that renderers compute with.
#include <iggan/renderer_plugin.hpp>

#include <array>
#include <cstdint>
#include <vector>

#include "grid_ray.h"
#include "vec.h"

namespace iggan::plugins {

[[nodiscard]] inline Vec to_vec(const float v[3]) {
  return {static_cast<double>(v[0]), static_cast<double>(v[1]), static_cast<double>(v[2])};
}

/// The linear value of each sRGB-encoded byte.
[[nodiscard]] const std::array<double, 256>& linear_of_byte();

/// The albedo of a grid's voxels. Borrows the grid.
class VoxelAlbedo {
 public:
  explicit VoxelAlbedo(const iggan_grid& grid)
      : grid_(grid), linear_(linear_of_byte()), whole_(to_vec(grid.default_albedo)) {}

  /// Whether each voxel has its own albedo; otherwise, all have the grid's default.
  [[nodiscard]] bool varies() const { return grid_.albedo != nullptr; }
  /// Linear RGB.
  [[nodiscard]] Vec at(const int cell[3]) const {
    if (!varies()) return whole_;
    const std::uint8_t* bytes = address(cell);
    const std::int64_t next = grid_.albedo_stride[3];
    return {linear_[bytes[0]], linear_[bytes[next]], linear_[bytes[2 * next]]};
  }
  /// The voxel's sRGB bytes, red lowest; only if it varies().
  [[nodiscard]] std::uint32_t bytes_at(const int cell[3]) const {
    const std::uint8_t* bytes = address(cell);
    const std::int64_t next = grid_.albedo_stride[3];
    return std::uint32_t{bytes[0]} | std::uint32_t{bytes[next]} << 8 |
           std::uint32_t{bytes[2 * next]} << 16;
  }

 private:
  [[nodiscard]] const std::uint8_t* address(const int cell[3]) const {
    const std::int64_t* stride = grid_.albedo_stride;
    return grid_.albedo + cell[0] * stride[0] + cell[1] * stride[1] + cell[2] * stride[2];
  }

  const iggan_grid& grid_;
  const std::array<double, 256>& linear_;
  Vec whole_;
};

/// A directional light or a point light.
struct JobLamp {
  Vec rgb;  // divided by pi, still to be multiplied by the albedo and the cosine
  Vec vec;  // directional: unit vector to the light; point: position; both in world space
  bool at_point;
};

struct JobLights {
  Vec ambient;  // sum of all ambient lights
  std::vector<JobLamp> lamps;

  explicit JobLights(const plugin::Job& job);
};

/// The outward unit normals in world space of faces -x +x -y +y -z +z and of a cut by the near
/// plane, which faces the camera.
[[nodiscard]] std::array<Vec, 7> normals_of(const plugin::Job& job, const Affine& to_index);
/// The index of a hit's normal in normals_of().
[[nodiscard]] inline std::size_t face_of(const Hit& hit) {
  return hit.axis < 0 ? 6 : static_cast<std::size_t>(hit.axis * 2 + (hit.side > 0 ? 1 : 0));
}

}  // namespace iggan::plugins
