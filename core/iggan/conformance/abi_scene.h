#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include <iggan/renderer_abi.h>

#include <iggan/base/pi.h>

namespace iggan::conformance {

/// x, y, z.
using Direction = std::array<float, 3>;

/// The irradiance of a directional light, or the intensity of a point light at distance 1, for
/// which a white face lit head-on has the value 1.
constexpr float kFullLight = static_cast<float>(kPi);

/// Everything that a job of the ABI points to: voxels, camera, lights and the picture's bytes. The
/// result of job() is valid until the scene is moved or destroyed.
struct AbiScene {
  std::vector<std::uint8_t> occupancy, albedo;  // contiguous, i fastest; albedo RGB or empty
  iggan_grid grid{};
  iggan_camera camera{};
  std::vector<iggan_light> lights;
  float background[4] = {0, 0, 0, 0};
  std::uint64_t seed = 0;
  std::vector<unsigned char> bytes;  // of the picture; allocated aligned to float
  iggan_image image{};

  /// An empty grid in [0, nx] x [0, ny] x [0, nz] of world space, seen from +Z by an orthographic
  /// camera of half height 1, and a packed float32 linear RGBA picture.
  AbiScene(std::uint32_t nx, std::uint32_t ny, std::uint32_t nz, std::uint32_t width,
           std::uint32_t height);
  AbiScene(AbiScene&&) = default;  // a copy's picture would point into the original

  void set(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint8_t value = 1) {
    occupancy[i + grid.nx * (j + std::size_t{grid.ny} * k)] = value;
  }
  [[nodiscard]] bool solid(int i, int j, int k) const;
  /// Points the camera at the grid's centre, from `distance` away in the direction `back`.
  void look(const Direction& back, const Direction& up, float distance);
  void add_light(std::uint32_t kind, float value, const Direction& vec = {0, 0, 0});
  void set_background(float r, float g, float b, float a);
  /// A tightly packed picture, filled with a pattern.
  void set_image(std::uint32_t width, std::uint32_t height, std::uint32_t dtype,
                 std::uint32_t transfer, std::uint32_t channels);
  /// Makes room for the picture, with every byte `fill`.
  void resize_bytes(std::size_t count, unsigned char fill = kUntouched);
  [[nodiscard]] bool untouched() const;
  [[nodiscard]] iggan_job job();
  /// One sample as stored: a float, or a byte divided by 255.
  [[nodiscard]] float sample(std::uint32_t x, std::uint32_t y, std::uint32_t c) const;

  static constexpr unsigned char kUntouched = 0xA5;
};

/// A small lit scene; `variant` changes the shape and the view.
[[nodiscard]] AbiScene small_scene(std::uint32_t variant = 0, std::uint32_t size = 24);
/// Different small scenes.
[[nodiscard]] std::vector<AbiScene> small_scenes(std::uint32_t count, std::uint32_t size = 24);
/// One job for each scene; the jobs point into the scenes.
[[nodiscard]] std::vector<iggan_job> jobs_of(std::vector<AbiScene>& scenes);

/// Arms of 2, 3 and 4 voxels along x, y and z in a grid of 5 x 7 x 11, seen along an axis with a
/// whole number of pixels per voxel: any swap of axes and any mirroring changes the picture.
[[nodiscard]] AbiScene three_arms(const Direction& back, const Direction& up,
                                  std::uint32_t pixels_per_voxel);

}  // namespace iggan::conformance
