#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <vector>

#include "mutant_job.h"

// Computes a pixel: traces a ray through the voxels and applies Lambert's law, in double precision.
namespace mutant {

constexpr double kPi = 3.14159265358979323846;

using Vec = std::array<double, 3>;

inline Vec operator+(const Vec& a, const Vec& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
inline Vec operator*(const Vec& a, double s) {
  return {a[0] * s, a[1] * s, a[2] * s};
}
inline double dot(const Vec& a, const Vec& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
inline Vec cross(const Vec& a, const Vec& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
inline Vec normalized(const Vec& a) {
  return a * (1.0 / std::sqrt(dot(a, a)));
}
inline Vec to_vec(const float v[3]) {
  return {static_cast<double>(v[0]), static_cast<double>(v[1]), static_cast<double>(v[2])};
}

inline std::vector<std::uint8_t> zeroes_or_death(std::size_t count) noexcept {
  return std::vector<std::uint8_t>(count);  // noexcept: an exception here ends the process
}

/// The solid voxels of a job, copied from the host's strided array.
struct Voxels {
  std::array<std::size_t, 3> size;
  std::vector<std::uint8_t> solid;  // i fastest
  bool any = false;

  Voxels(const iggan_grid& grid, const Poll& poll) : size{grid.nx, grid.ny, grid.nz} {
    const std::size_t count = size[0] * size[1] * size[2];
    solid = MUTATED(BAD_ALLOC_ABORTS) ? zeroes_or_death(count) : std::vector<std::uint8_t>(count);
    std::size_t index = 0;
    for (std::int64_t k = 0; k < grid.nz; ++k) {
      poll();
      for (std::int64_t j = 0; j < grid.ny; ++j)
        for (std::int64_t i = 0; i < grid.nx; ++i, ++index) {
          const std::uint8_t* cell = grid.occupancy + i * grid.occ_stride[0] +
                                     j * grid.occ_stride[1] + k * grid.occ_stride[2];
          if (MUTATED(WRITES_INPUT)) *const_cast<std::uint8_t*>(cell) = *cell != 0 ? 1 : 0;
          const bool is_solid = MUTATED(SOLID_IS_ONE) ? *cell == 1 : *cell != 0;
          solid[index] = is_solid ? 1 : 0;
          any = any || is_solid;
        }
    }
  }
  [[nodiscard]] bool at(const std::array<std::size_t, 3>& cell) const {
    return solid[cell[0] + size[0] * (cell[1] + size[1] * cell[2])] != 0;
  }
};

/// The first solid voxel on a ray.
struct Hit {
  std::array<std::size_t, 3> cell;
  double t;
  std::size_t axis;  // of the face; 3: the near plane cuts the voxel open
  double side;       // the outward normal's sign on `axis`
};

/// A line in grid space, where voxel (i, j, k) fills [i, i+1] x [j, j+1] x [k, k+1]; t is depth.
struct Ray {
  Vec origin, direction;
  double t_min, t_max;

  /// When the ray leaves `cell` on this axis.
  [[nodiscard]] double leaves(std::size_t axis, std::size_t cell) const {
    if (direction[axis] == 0) return std::numeric_limits<double>::infinity();
    const double plane = static_cast<double>(direction[axis] > 0 ? cell + 1 : cell);
    return (plane - origin[axis]) / direction[axis];
  }

  /// Steps from cell to cell (Amanatides and Woo 1987).
  bool first_hit(const Voxels& voxels, Hit& hit) const {
    double leave = t_max;
    hit.t = t_min;
    hit.axis = 3;
    for (std::size_t a = 0; a < 3; ++a) {
      const double size = static_cast<double>(voxels.size[a]);
      if (direction[a] == 0) {
        if (!(origin[a] >= 0 && origin[a] < size)) return false;
        continue;
      }
      const bool up = direction[a] > 0;
      const double in = ((up ? 0 : size) - origin[a]) / direction[a];
      leave = std::min(leave, ((up ? size : 0) - origin[a]) / direction[a]);
      if (in > hit.t) {
        hit.t = in;
        hit.axis = a;
      }
    }
    if (!(hit.t <= leave)) return false;
    Vec next;
    for (std::size_t a = 0; a < 3; ++a) {
      const double at = origin[a] + direction[a] * hit.t;
      const double last = static_cast<double>(voxels.size[a] - 1);
      const double cell = a == hit.axis      ? (direction[a] > 0 ? 0 : last)
                          : direction[a] < 0 ? std::ceil(at) - 1  // a plane belongs to both sides
                                             : std::floor(at);
      hit.cell[a] = static_cast<std::size_t>(std::clamp(cell, 0.0, last));
      next[a] = leaves(a, hit.cell[a]);
    }
    // Like an open mesh: from inside, a solid is invisible.
    bool within = MUTATED(CUT_OPEN) && hit.axis == 3 && voxels.at(hit.cell);
    while (within || !voxels.at(hit.cell)) {
      const std::size_t a = next[0] <= next[1] && next[0] <= next[2] ? 0
                            : next[1] <= next[2]                     ? 1
                                                                     : 2;
      hit.t = next[a];
      hit.axis = a;
      if (direction[a] > 0 ? ++hit.cell[a] == voxels.size[a] : hit.cell[a]-- == 0) return false;
      if (!(hit.t <= t_max)) return false;
      within = within && voxels.at(hit.cell);
      next[a] = leaves(a, hit.cell[a]);
    }
    hit.side = hit.axis == 3 ? 0 : direction[hit.axis] > 0 ? -1 : 1;
    return true;
  }
};

/// One job, ready to compute its pixels.
class Scene {
 public:
  Scene(const Job& job, const Voxels& voxels, double gain)
      : job_(job), voxels_(voxels), gain_(gain), lights_(job.lights) {
    const float *grid = job.grid.to_world, *pose = job.camera.to_world;
    const Vec x = to_vec(grid), y = to_vec(grid + 4), z = to_vec(grid + 8);
    corner_ = to_vec(grid + 12);
    columns_ = {x, y, z};
    const double scale = 1.0 / dot(x, cross(y, z));
    inverse_ = {cross(y, z) * scale, cross(z, x) * scale, cross(x, y) * scale};
    back_ = normalized(to_vec(pose + 8));

    perspective_ = job.camera.kind == IGGAN_CAMERA_PERSPECTIVE;
    const double half = perspective_ ? std::tan(0.5 * static_cast<double>(job.camera.yfov))
                                     : static_cast<double>(job.camera.ymag);
    half_width_ = 0.5 * job.image.width;
    half_height_ = 0.5 * job.image.height;
    const double pixel = half / (MUTATED(ASPECT) && perspective_ ? half_width_ : half_height_);
    eye_ = to_grid(to_vec(pose + 12) + corner_ * -1);
    ahead_ = to_grid(to_vec(pose + 8) * -1);
    right_ = to_grid(to_vec(pose)) * pixel;
    up_ = to_grid(to_vec(pose + 4)) * (MUTATED(FLIP_Y) ? -pixel : pixel);

    if (MUTATED(HEADLIGHT) && lights_.empty())
      lights_.push_back({sizeof(iggan_light), IGGAN_LIGHT_AMBIENT, {1, 1, 1, 0}, {0, 0, 0, 0}});
    if (MUTATED(FIRST_LIGHT_ONLY) && lights_.size() > 1) lights_.resize(1);
    if (MUTATED(MANY_LIGHTS) && lights_.size() > 3) throw std::out_of_range("a table of 3 lights");
    if (MUTATED(NEEDS_GAIN) && gain_ == 0) throw std::domain_error("division by the gain");
    // A buffer for one row, smaller than the width that the plugin announces.
    if (MUTATED(ABORTS) && job.image.width > 2048) std::abort();
  }

  /// Linear premultiplied RGBA of the scene without background.
  /// @param stray  0, or in a mutant a number that no pixel should depend on.
  void trace(std::uint32_t x, std::uint32_t y, std::uint64_t stray, float rgba[4]) const {
    const double centre = MUTATED(PIXEL_CORNER) ? 0 : 0.5;
    const Vec aside = right_ * (x + centre - half_width_) + up_ * (half_height_ - y - centre);
    Ray ray{perspective_ ? eye_ : eye_ + aside, perspective_ ? ahead_ + aside : ahead_,
            static_cast<double>(job_.camera.znear), static_cast<double>(job_.camera.zfar)};
    std::fill_n(rgba, 4, 0.0f);
    if (MUTATED(NAN_ON_EMPTY) && !voxels_.any)  // scaled by the width of an empty box
      std::fill_n(rgba, 3, std::numeric_limits<float>::quiet_NaN());
    Hit hit;
    if (!ray.first_hit(voxels_, hit)) return;
    const Vec cut = MUTATED(CUT_NORMAL) ? normalized(columns_[2]) : back_;
    const Vec normal = hit.axis == 3 ? cut : normalized(inverse_[hit.axis]) * hit.side;
    const Vec at = ray.origin + ray.direction * hit.t;
    const Vec point = columns_[0] * at[0] + columns_[1] * at[1] + columns_[2] * at[2] + corner_;
    // The faults: the lamp is measured in grid space; the normal is that of an unrotated grid.
    const Vec lit = MUTATED(LAMP_IN_GRID) ? at : point;
    const double error = stray == 0 ? 1 : 1 + 0x1p-19 * noise(stray, x, y);
    const Vec light = radiance(MUTATED(UNTURNED_NORMAL) ? unturned(hit, normal) : normal, lit) *
                      (gain_ * error),
              colour = albedo(hit.cell);
    for (std::size_t c = 0; c < 3; ++c) rgba[c] = static_cast<float>(colour[c] * light[c]);
    rgba[3] = 1;
  }

 private:
  [[nodiscard]] Vec to_grid(const Vec& v) const {
    return {dot(inverse_[0], v), dot(inverse_[1], v), dot(inverse_[2], v)};
  }

  [[nodiscard]] static Vec unturned(const Hit& hit, const Vec& normal) {
    Vec axis{};
    if (hit.axis == 3) return normal;
    axis[hit.axis] = hit.side;
    return axis;
  }

  /// The radiance that leaves a surface of albedo 1.
  [[nodiscard]] Vec radiance(const Vec& normal, const Vec& point) const {
    Vec sum{};
    for (const iggan_light& light : lights_) {
      const Vec rgb = to_vec(light.rgb);
      if (light.kind == IGGAN_LIGHT_AMBIENT) {
        sum = sum + rgb;
        continue;
      }
      const bool lamp = light.kind == IGGAN_LIGHT_POINT;
      const Vec towards = lamp ? to_vec(light.vec) + point * -1 : to_vec(light.vec) * -1;
      const double square = std::max(dot(towards, towards), 1e-90);
      const double cosine = dot(normal, towards) / std::sqrt(square);
      const double falloff = lamp ? 1 / std::max(square, 1e-12) : 1;  // finite at the lamp itself
      const double facing = MUTATED(TWO_SIDED) ? std::fabs(cosine) : std::max(cosine, 0.0);
      sum = sum + rgb * (facing * falloff / (MUTATED(NO_PI) ? 1 : kPi));
    }
    return sum;
  }

  [[nodiscard]] Vec albedo(const std::array<std::size_t, 3>& cell) const {
    const iggan_grid& grid = job_.grid;
    if (grid.albedo == nullptr) return to_vec(grid.default_albedo);
    const std::uint8_t* at = grid.albedo;
    for (std::size_t a = 0; a < 3; ++a)
      at += static_cast<std::int64_t>(cell[a]) * grid.albedo_stride[a];
    Vec linear;
    for (std::size_t c = 0; c < 3; ++c, at += grid.albedo_stride[3])
      linear[c] = static_cast<double>(glue::srgb_decode(static_cast<float>(*at) / 255.0f));
    return linear;
  }

  /// In [0, 1), by SplitMix64's finaliser.
  static double noise(std::uint64_t stray, std::uint32_t x, std::uint32_t y) {
    std::uint64_t z = stray * 0x9E3779B97F4A7C15ull + (std::uint64_t{y} << 32 | x);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

  const Job& job_;
  const Voxels& voxels_;
  double gain_;
  std::vector<iggan_light> lights_;
  std::array<Vec, 3> columns_, inverse_;  // of the grid's matrix; the inverse by rows
  Vec corner_, back_, eye_, ahead_, right_, up_;
  double half_width_, half_height_;
  bool perspective_;
};

}  // namespace mutant
