#pragma once
#include <array>

#include <iggan/geometry/voxel_grid.h>

/// sRGB bytes.
using Colour8 = std::array<std::uint8_t, 3>;

inline constexpr Colour8 kRed{214, 60, 50}, kGreen{60, 160, 70}, kBlue{50, 100, 210};
inline constexpr Colour8 kWood{200, 160, 110}, kPale{232, 208, 160}, kGray{150, 150, 150},
    kDark{60, 60, 70};

/// Fills a box of cells, low to high exclusive, with a colour.
inline void paint_box(iggan::VoxelGrid& grid, std::array<int, 3> low, std::array<int, 3> high,
                      const Colour8& colour) {
  grid.albedo.resize(3 * grid.size());
  for (int z = low[2]; z < high[2]; ++z)
    for (int y = low[1]; y < high[1]; ++y)
      for (int x = low[0]; x < high[0]; ++x) {
        grid.set(x, y, z, true);
        for (std::size_t c = 0; c < 3; ++c) grid.albedo[3 * grid.index(x, y, z) + c] = colour[c];
      }
}

/// Bars from the centre of a 64^3 grid along +X (red, the longest), +Y (green) and +Z (blue, the
/// shortest), so that mirrored or swapped axes are obvious.
inline iggan::VoxelGrid axis_bars() {
  iggan::VoxelGrid grid = iggan::VoxelGrid::cube(64);
  paint_box(grid, {32, 30, 30}, {64, 34, 34}, kRed);
  paint_box(grid, {30, 32, 30}, {34, 58, 34}, kGreen);
  paint_box(grid, {30, 30, 32}, {34, 34, 52}, kBlue);
  paint_box(grid, {28, 28, 28}, {36, 36, 36}, kGray);
  return grid;
}

/// A chair that faces +Z, with one arm, red, on its +X side.
/// @param n  edge of the chair's cube, whose lowest corner in the grid is `from`.
inline void paint_chair(iggan::VoxelGrid& grid, int n, std::array<int, 3> from) {
  const auto part = [&](std::array<double, 3> low, std::array<double, 3> high, const Colour8& c) {
    std::array<int, 3> a{}, b{};
    for (std::size_t i = 0; i < 3; ++i) {
      a[i] = from[i] + static_cast<int>(low[i] * n + 0.5);
      b[i] = from[i] + static_cast<int>(high[i] * n + 0.5);
    }
    paint_box(grid, a, b, c);
  };
  for (const double x : {0.2, 0.7})
    for (const double z : {0.2, 0.7}) part({x, 0, z}, {x + 0.1, 0.4, z + 0.1}, kWood);
  part({0.2, 0.4, 0.2}, {0.8, 0.5, 0.8}, kPale);   // seat
  part({0.2, 0.5, 0.2}, {0.8, 1.0, 0.28}, kWood);  // back, at -Z
  part({0.7, 0.62, 0.28}, {0.8, 0.7, 0.75}, kRed);
  part({0.7, 0.5, 0.65}, {0.8, 0.62, 0.75}, kRed);
}

inline iggan::VoxelGrid chair(int n) {
  iggan::VoxelGrid grid = iggan::VoxelGrid::cube(n);
  paint_chair(grid, n, {0, 0, 0});
  return grid;
}

/// A ball with a red peg on its +X side.
inline iggan::VoxelGrid pegged_ball(int n) {
  iggan::VoxelGrid grid = iggan::VoxelGrid::cube(n);
  const double middle = n / 2.0, radius = 0.36 * n;
  for (int z = 0; z < n; ++z)
    for (int y = 0; y < n; ++y)
      for (int x = 0; x < n; ++x) {
        const double dx = x + 0.5 - middle, dy = y + 0.5 - middle, dz = z + 0.5 - middle;
        if (dx * dx + dy * dy + dz * dz < radius * radius)
          paint_box(grid, {x, y, z}, {x + 1, y + 1, z + 1}, {205, 205, 205});
      }
  const int low = n / 2 - n / 16, high = n / 2 + n / 16;
  paint_box(grid, {n / 2 + n * 5 / 16, low, low}, {n, high, high}, kRed);
  return grid;
}
