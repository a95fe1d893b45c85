#include <iggan/geometry/yaw.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/pi.h>

namespace iggan {
namespace {

void copy_cell(const VoxelGrid& from, std::size_t source, VoxelGrid& to, std::size_t target) {
  to.occupancy[target] = from.occupancy[source];
  if (!from.albedo.empty()) std::copy_n(&from.albedo[3 * source], 3, &to.albedo[3 * target]);
}

VoxelGrid empty_like(const VoxelGrid& grid, int nx, int ny, int nz) {
  VoxelGrid other(nx, ny, nz);
  if (!grid.albedo.empty()) other.albedo.resize(3 * other.size());
  return other;
}

/// Sine and cosine, exact at quarter turns.
std::pair<double, double> exact_sin_cos(double degrees) {
  const double quarters = degrees / 90.0;
  if (quarters != std::round(quarters)) {
    const double radians = degrees * kPi / 180.0;
    return {std::sin(radians), std::cos(radians)};
  }
  constexpr double kSines[4] = {0, 1, 0, -1};
  const auto turn = static_cast<std::size_t>(std::fmod(std::fmod(quarters, 4.0) + 4.0, 4.0));
  return {kSines[turn], kSines[(turn + 1) % 4]};
}

}  // namespace

VoxelGrid turn_by_yaw(const VoxelGrid& grid, double degrees) {
  if (grid.nx != grid.nz)
    fail<DataError>(
        "cannot turn a grid of {}x{}x{} voxels about the vertical: its width and depth "
        "must be equal",
        grid.nx, grid.ny, grid.nz);
  const int n = grid.nx;
  const auto [s, c] = exact_sin_cos(degrees);
  VoxelGrid turned = empty_like(grid, n, grid.ny, n);
  const double centre = 0.5 * n;
  std::vector<int> from_x(static_cast<std::size_t>(n)), from_z(from_x.size());
  for (int z = 0; z < n; ++z) {
    for (int x = 0; x < n; ++x) {
      // Where this cell's centre was before the turn x' = c x + s z, z' = -s x + c z.
      const double dx = x + 0.5 - centre, dz = z + 0.5 - centre;
      from_x[static_cast<std::size_t>(x)] = static_cast<int>(std::floor(c * dx - s * dz + centre));
      from_z[static_cast<std::size_t>(x)] = static_cast<int>(std::floor(s * dx + c * dz + centre));
    }
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < n; ++x) {
        const int fx = from_x[static_cast<std::size_t>(x)],
                  fz = from_z[static_cast<std::size_t>(x)];
        if (fx < 0 || fz < 0 || fx >= n || fz >= n) continue;
        copy_cell(grid, grid.index(fx, y, fz), turned, turned.index(x, y, z));
      }
  }
  return turned;
}

VoxelGrid widen_for_yaw(const VoxelGrid& grid) {
  const int widest = std::max(grid.nx, grid.nz);
  const int narrowest = std::min(grid.nx, grid.nz);
  const int margin = static_cast<int>(std::ceil(0.5 * (std::hypot(widest, widest) - narrowest)));
  VoxelGrid wide = empty_like(grid, grid.nx + 2 * margin, grid.ny, grid.nz + 2 * margin);
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x)
        copy_cell(grid, grid.index(x, y, z), wide, wide.index(x + margin, y, z + margin));
  return wide;
}

VoxelGrid mirror_x(const VoxelGrid& grid) {
  VoxelGrid mirrored = empty_like(grid, grid.nx, grid.ny, grid.nz);
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x)
        copy_cell(grid, grid.index(grid.nx - 1 - x, y, z), mirrored, mirrored.index(x, y, z));
  return mirrored;
}

std::vector<double> yaw_angles(double step_degrees) {
  const double count = 360.0 / step_degrees;
  if (!(step_degrees > 0) || std::abs(count - std::round(count)) > 1e-9)
    fail<ConfigError>("a yaw step of {} degrees does not divide 360: try 15", step_degrees);
  std::vector<double> angles;
  for (int i = 0; i < static_cast<int>(std::round(count)); ++i) angles.push_back(i * step_degrees);
  return angles;
}

}  // namespace iggan
