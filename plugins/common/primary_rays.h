#pragma once
#include <iggan/renderer_abi.h>

#include "grid_ray.h"

namespace iggan::plugins {

/// Samples [x0, x1) x [y0, y1) of a picture.
struct SampleWindow {
  int x0 = 0, x1 = 0, y0 = 0, y1 = 0;
  [[nodiscard]] bool empty() const { return x0 >= x1 || y0 >= y1; }
  [[nodiscard]] int width() const { return x1 - x0; }
  [[nodiscard]] std::size_t count() const {
    return empty() ? 0 : static_cast<std::size_t>(x1 - x0) * static_cast<std::size_t>(y1 - y0);
  }
};

/// The rays of a camera in a grid's index space: n x n for each pixel, on a regular grid. t is
/// depth along the camera's view, so the depths of the near and far planes are t_min and t_max of
/// every ray.
class PrimaryRays {
 public:
  /// @param samples_per_axis  n.
  PrimaryRays(const iggan_camera& camera, std::uint32_t width, std::uint32_t height,
              int samples_per_axis, const Affine& to_index);

  /// The ray of a sample, counted from the left and from the top.
  [[nodiscard]] GridRay at(int x, int y) const {
    const Vec aside =
        right_ * ((x + 0.5) * pitch_ - half_width_) + up_ * (half_height_ - (y + 0.5) * pitch_);
    GridRay ray = perspective_ ? GridRay(eye_, ahead_ + aside) : GridRay(eye_ + aside, ahead_);
    ray.t_min = near_;
    ray.t_max = far_;
    return ray;
  }

  [[nodiscard]] bool perspective() const { return perspective_; }
  [[nodiscard]] const Vec& eye() const { return eye_; }  // orthographic: of the picture's centre
  [[nodiscard]] const Vec& ahead() const { return ahead_; }  // of the picture's centre
  /// Maps index space to depth and to pixels to the right of and above the picture's centre; in
  /// perspective, the pixels are multiplied by the depth.
  [[nodiscard]] const Affine& to_camera() const { return to_camera_; }
  [[nodiscard]] double near() const { return near_; }
  [[nodiscard]] double far() const { return far_; }
  /// Whether the near plane may cut into the box, so that rays may start inside it.
  [[nodiscard]] bool near_cuts(const CellBox& box) const;
  /// The range of depths of a box, up to rounding.
  void depths(const CellBox& box, double& nearest, double& farthest) const;
  /// All samples whose rays may hit the cells [low, high), and few others; all samples if the near
  /// plane cuts the box.
  template <class Coordinate>
  [[nodiscard]] SampleWindow window(const Coordinate low[3], const Coordinate high[3]) const;

 private:
  bool perspective_;
  int width_, height_;  // samples
  double pitch_, half_width_, half_height_, near_, far_;
  Vec eye_, ahead_, right_, up_;
  Affine to_camera_;
};

extern template SampleWindow PrimaryRays::window(const int low[3], const int high[3]) const;
extern template SampleWindow PrimaryRays::window(const std::int16_t low[3],
                                                 const std::int16_t high[3]) const;

}  // namespace iggan::plugins
