#include "primary_rays.h"

#include <algorithm>

namespace iggan::plugins {
namespace {

template <class Coordinate>
Vec corner(const Coordinate low[3], const Coordinate high[3], int number) {
  return {static_cast<double>((number & 1) != 0 ? high[0] : low[0]),
          static_cast<double>((number & 2) != 0 ? high[1] : low[1]),
          static_cast<double>((number & 4) != 0 ? high[2] : low[2])};
}

}  // namespace

PrimaryRays::PrimaryRays(const iggan_camera& camera, std::uint32_t width, std::uint32_t height,
                         int samples_per_axis, const Affine& to_index)
    : perspective_(camera.kind == IGGAN_CAMERA_PERSPECTIVE),
      width_(static_cast<int>(width) * samples_per_axis),
      height_(static_cast<int>(height) * samples_per_axis),
      pitch_(1.0 / samples_per_axis),
      half_width_(0.5 * width),
      half_height_(0.5 * height),
      near_(static_cast<double>(camera.znear)),
      far_(static_cast<double>(camera.zfar)) {
  const Affine pose = Affine::from(camera.to_world);
  const double half = perspective_ ? std::tan(0.5 * static_cast<double>(camera.yfov))
                                   : static_cast<double>(camera.ymag);
  const double pixel = half / half_height_;  // square pixels
  eye_ = to_index.point(pose.translation);
  ahead_ = to_index.direction(-pose.columns[2]);
  right_ = to_index.direction(pose.columns[0]) * pixel;
  up_ = to_index.direction(pose.columns[1]) * pixel;
  to_camera_ = Affine{{ahead_, right_, up_}, eye_}.inverse();
}

bool PrimaryRays::near_cuts(const CellBox& box) const {
  double nearest, farthest;
  depths(box, nearest, farthest);
  return !(nearest > near_ * (1 + 1e-9) + 1e-9);  // also for NaN
}

void PrimaryRays::depths(const CellBox& box, double& nearest, double& farthest) const {
  nearest = Hit::kNever;
  farthest = -Hit::kNever;
  for (int i = 0; i < 8; ++i) {
    const double depth = to_camera_.point(corner(box.low, box.high, i)).x;
    nearest = depth < nearest ? depth : nearest;
    farthest = depth > farthest ? depth : farthest;
  }
}

template <class Coordinate>
SampleWindow PrimaryRays::window(const Coordinate low[3], const Coordinate high[3]) const {
  double x0 = width_, x1 = 0, y0 = height_, y1 = 0;
  for (int i = 0; i < 8; ++i) {
    const Vec seen = to_camera_.point(corner(low, high, i));
    const double scale = perspective_ ? 1 / seen.x : 1;
    const double x = (half_width_ + seen.y * scale) / pitch_;
    const double y = (half_height_ - seen.z * scale) / pitch_;
    if (!(seen.x > near_) || !std::isfinite(x + y)) return {0, width_, 0, height_};
    x0 = std::min(x0, x);
    x1 = std::max(x1, x);
    y0 = std::min(y0, y);
    y1 = std::max(y1, y);
  }
  // Rounding moves a corner by less than half a sample.
  const auto clamped = [](double value, int most) {
    return static_cast<int>(std::clamp<double>(value, 0, most));
  };
  return {clamped(std::floor(x0 - 1), width_), clamped(std::ceil(x1 + 1), width_),
          clamped(std::floor(y0 - 1), height_), clamped(std::ceil(y1 + 1), height_)};
}

template SampleWindow PrimaryRays::window(const int low[3], const int high[3]) const;
template SampleWindow PrimaryRays::window(const std::int16_t low[3],
                                          const std::int16_t high[3]) const;

}  // namespace iggan::plugins
