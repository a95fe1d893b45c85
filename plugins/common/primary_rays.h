#pragma once
#include <iggan/renderer_abi.h>

#include <cmath>
#include <cstdint>

#include "grid_ray.h"

namespace iggan::plugins {

/// The rays of a camera in a grid's index space. t is depth along the camera's view, so that the
/// near and far planes are t_min and t_max of every ray.
class PrimaryRays {
 public:
  PrimaryRays(const iggan_camera& camera, std::uint32_t width, std::uint32_t height,
              const Affine& to_index)
      : perspective_(camera.kind == IGGAN_CAMERA_PERSPECTIVE),
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
  }

  /// @param x, y  in pixels from the left and from the top; a pixel's centre is at + 0.5.
  [[nodiscard]] GridRay at(double x, double y) const {
    const Vec aside = right_ * (x - half_width_) + up_ * (half_height_ - y);
    GridRay ray = perspective_ ? GridRay(eye_, ahead_ + aside) : GridRay(eye_ + aside, ahead_);
    ray.t_min = near_;
    ray.t_max = far_;
    return ray;
  }

 private:
  bool perspective_;
  double half_width_, half_height_, near_, far_;
  Vec eye_, ahead_, right_, up_;
};

}  // namespace iggan::plugins
