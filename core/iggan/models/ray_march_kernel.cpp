#include <iggan/models/ray_march_kernel.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>

#include <iggan/models/ray_cells.h>
#include <iggan/models/ray_march_arithmetic.h>

#ifndef INTRA_OP_PARALLEL
#error "compile with OpenMP: without it at::parallel_for runs on one thread, and says nothing"
#endif

namespace iggan {
namespace {

/// One image: a padded copy of its volume, each voxel with its occupancy and minus the gradient of
/// occupancy, and the rays through it. What a ray meets stands in arrays, by sample, nearest first,
/// filled by one loop after another, most of which the compiler makes vector operations of. With
/// colour each voxel has a second vector of four, occupancy times albedo; without, the code is what
/// it would be if there were none.
template <class T, bool colour>
class March {
  using V4 = typename VectorOf4<T>::Type;

 public:
  March(std::int64_t edge, const RayMarchOptions& options)
      : edge_(edge),
        pitch_(edge + 2),
        step_(static_cast<T>(options.step_voxels / double(edge))),
        gate_(static_cast<T>(options.gate_steepness)),
        padded_(static_cast<std::size_t>(pitch_ * pitch_ * pitch_)),
        empty_(padded_.size()) {
    const auto most = static_cast<std::size_t>(2.0 / double(step_)) + 4;  // the cube's diagonal
    for (auto* array : {&inverse_root_, &steep_, &raw_, &through_[0], &through_[1], &depth_})
      array->resize(most);
    for (int i = 0; i < 3; ++i) {
      place_[i].resize(most);
      fraction_[i].resize(most);
    }
    corner_.resize(most);
    value_.resize(most);
    if constexpr (colour) {
      paint_.resize(padded_.size());
      paint_met_.resize(most);
      per_paint_.resize(most);
    }
  }

  /// @param occupancy [R, R, R]; with colour [4, R, R, R], albedo after it.
  void load(const T* occupancy) {
    for_each_padded_row(edge_, [&](std::int64_t row, std::int64_t flat) {
      for (std::int64_t x = 0; x < edge_; ++x) padded_[row + x][0] = occupancy[flat + x];
    });
    const std::int64_t strides[3] = {1, pitch_, pitch_ * pitch_};
    for_each_padded_row(edge_, [&](std::int64_t row, std::int64_t) {
      for (V4* v = padded_.data() + row; v < padded_.data() + row + edge_; ++v)
        for (int axis = 0; axis < 3; ++axis)
          (*v)[axis + 1] = T(0.5) * ((*(v - strides[axis]))[0] - (*(v + strides[axis]))[0]);
    });
    find_empty_cells();
    if constexpr (colour) {
      const std::int64_t cells = edge_ * edge_ * edge_;
      for_each_padded_row(edge_, [&](std::int64_t row, std::int64_t flat) {
        for (const T* v = occupancy + flat; v < occupancy + flat + edge_; ++v, ++row)
          paint_[row] = V4{v[cells], v[2 * cells], v[3 * cells]} * v[0];
      });
    }
  }

  void forward(const T* ray, T* out) {
    trace(ray);
    V4 sum[2] = {};  // opacity, normal
    V4 albedo[2] = {};
    T depth[2] = {}, thickness[2] = {}, through[2] = {1, 1};
    for (std::size_t k = 0; k < count_; ++k) {
      V4 seen;
      opacity_and_normal(k, seen);
      const T alpha[2] = {steep_[k], raw_[k]};
      for (int g = 0; g < 2; ++g) {
        const T w = through[g] * alpha[g];
        sum[g] += w * seen;
        if constexpr (colour) albedo[g] += w * per_paint_[k] * paint_met_[k];
        depth[g] += w * depth_[k];
        thickness[g] += alpha[g];
        through[g] *= 1 - alpha[g];
      }
    }
    for (int g = 0; g < 2; ++g) {
      for (int i = 0; i < 4; ++i) out[5 * g + i] = sum[g][i];
      out[5 * g + 4] = depth[g];
    }
    out[kThickness] = thickness[1] * step_;
    out[kSteepThickness] = thickness[0] * step_;
    if constexpr (colour)
      for (int g = 0; g < 2; ++g)
        for (int i = 0; i < 3; ++i) out[(g == 0 ? kSteepAlbedo : kRawAlbedo) + i] = albedo[g][i];
  }

  void start_gradient() {
    gradient_.assign(padded_.size(), V4{});
    if constexpr (colour) paint_gradient_.assign(padded_.size(), V4{});
  }

  void backward(const T* ray, const T* d) {
    if (std::all_of(d, d + ray_march_channels(colour), [](T value) { return value == 0; })) return;
    trace(ray);
    T through[2] = {1, 1};
    for (std::size_t k = 0; k < count_; ++k) {
      through_[0][k] = through[0];
      through_[1][k] = through[1];
      through[0] *= 1 - steep_[k];
      through[1] *= 1 - raw_[k];
    }
    const V4 d_seen[2] = {{d[0], d[1], d[2], d[3]}, {d[5], d[6], d[7], d[8]}};
    V4 d_albedo[2] = {};
    if constexpr (colour)
      for (int g = 0; g < 2; ++g)
        for (int i = 0; i < 3; ++i) d_albedo[g][i] = d[(g == 0 ? kSteepAlbedo : kRawAlbedo) + i];
    const T d_depth[2] = {d[4], d[9]};
    const T d_thickness[2] = {d[kSteepThickness] * step_, d[kThickness] * step_};
    // What lies behind a sample, seen through it: R_i = a_i G_i + (1 - a_i) R_(i+1), so that
    // dL/da_i = T_i (G_i - R_(i+1)); nothing is divided by 1 - a.
    T behind[2] = {0, 0};
    for (std::size_t k = count_; k-- > 0;) {
      V4 seen;
      opacity_and_normal(k, seen);
      const T alpha[2] = {steep_[k], raw_[k]};
      T d_alpha[2];
      V4 d_normal = {};  // of lanes 1 to 3
      V4 d_painted = {};
      for (int g = 0; g < 2; ++g) {
        const V4 parts = d_seen[g] * seen;
        T value = parts[0] + parts[1] + parts[2] + parts[3] + d_depth[g] * depth_[k];
        if constexpr (colour) {
          value += per_paint_[k] * sum_of(d_albedo[g] * paint_met_[k]);
          d_painted += through_[g][k] * alpha[g] * d_albedo[g];
        }
        d_alpha[g] = through_[g][k] * (value - behind[g]) + d_thickness[g];
        behind[g] = alpha[g] * value + (1 - alpha[g]) * behind[g];
        d_normal += through_[g][k] * alpha[g] * d_seen[g];
      }
      // n = v / sqrt(|v|^2 + e): dv = (dn - n (n . dn)) / root
      const V4 parts = d_normal * seen;
      const T along = parts[1] + parts[2] + parts[3];
      V4 d_value = (d_normal - seen * along) * inverse_root_[k];
      const T occupancy = value_[k][0];
      const bool raw_passes = occupancy >= 0 && occupancy <= 1;  // its clamp has a gradient
      d_value[0] = d_alpha[0] * gate_ * alpha[0] * (1 - alpha[0]) + (raw_passes ? d_alpha[1] : 0);
      if constexpr (colour) {
        const T squared = occupancy * occupancy, below = squared + T(kPaintEpsilon);
        d_value[0] +=
            sum_of(d_painted * paint_met_[k]) * (T(kPaintEpsilon) - squared) / (below * below);
        scatter(paint_gradient_, k, d_painted * per_paint_[k]);
      }
      scatter(gradient_, k, d_value);
    }
  }

  /// The adjoint of load. @param occupancy, occupancy_gradient  as load's.
  void store_gradient(const T* occupancy, T* occupancy_gradient) {
    const std::int64_t last = pitch_ - 1;
    for (std::int64_t a = 0; a < pitch_; ++a)
      for (std::int64_t b = 0; b < pitch_; ++b)
        for (const std::int64_t end : {std::int64_t{0}, last}) {  // the padding is no voxel
          gradient_[(end * pitch_ + a) * pitch_ + b] = V4{};
          gradient_[(a * pitch_ + end) * pitch_ + b] = V4{};
          gradient_[(a * pitch_ + b) * pitch_ + end] = V4{};
        }
    const std::int64_t strides[3] = {1, pitch_, pitch_ * pitch_};
    for_each_padded_row(edge_, [&](std::int64_t row, std::int64_t flat) {
      for (std::int64_t x = 0; x < edge_; ++x) {
        const V4* g = gradient_.data() + row + x;
        T sum = (*g)[0];
        for (int axis = 0; axis < 3; ++axis)
          sum += T(0.5) * ((*(g + strides[axis]))[axis + 1] - (*(g - strides[axis]))[axis + 1]);
        if constexpr (colour) {
          const V4& paint = paint_gradient_[row + x];
          for (int c = 0; c < 3; ++c) {
            const std::int64_t at = flat + x + (c + 1) * edge_ * edge_ * edge_;
            sum += occupancy[at] * paint[c];
            occupancy_gradient[at] = occupancy[flat + x] * paint[c];
          }
        }
        occupancy_gradient[flat + x] = sum;
      }
    });
  }

 private:
  /// Marks the cells all of whose corners are zero: most of them, where shapes are solid and thin.
  void find_empty_cells() {
    for (std::size_t i = 0; i < padded_.size(); ++i) {
      const V4& v = padded_[i];
      empty_[i] = v[0] == 0 && v[1] == 0 && v[2] == 0 && v[3] == 0;
    }
    for (const std::int64_t stride : {std::int64_t{1}, pitch_, pitch_ * pitch_}) {
      const auto next = static_cast<std::size_t>(stride);
      for (std::size_t i = 0; i + next < empty_.size(); ++i) empty_[i] &= empty_[i + next];
    }
  }

  static T sum_of(const V4& v) { return v[0] + v[1] + v[2]; }  // of what is painted: lane 3 is none

  /// Fills the arrays with what the ray meets inside the cube.
  void trace(const T* ray) {
    place_samples(ray);
    for (std::size_t k = 0; k < count_; ++k) {
      const std::int64_t corner =
          (std::int64_t{place_[2][k]} * pitch_ + place_[1][k]) * pitch_ + place_[0][k];
      V4 v = {};
      if (empty_[static_cast<std::size_t>(corner)] == 0) interpolate(padded_, corner, k, v);
      corner_[k] = corner;
      value_[k] = v;
      raw_[k] = v[0];
      if constexpr (colour) {
        V4 paint = {};
        if (empty_[static_cast<std::size_t>(corner)] == 0) interpolate(paint_, corner, k, paint);
        paint_met_[k] = paint;
        per_paint_[k] = v[0] / (v[0] * v[0] + T(kPaintEpsilon));
      }
      const V4 squares = v * v;
      inverse_root_[k] = squares[1] + squares[2] + squares[3];
    }
    for (std::size_t k = 0; k < count_; ++k)
      inverse_root_[k] = 1 / std::sqrt(inverse_root_[k] + T(kNormalEpsilon));
    for (std::size_t k = 0; k < count_; ++k)
      steep_[k] = 1 / (1 + exponential(-gate_ * (raw_[k] - T(0.5))));
    for (std::size_t k = 0; k < count_; ++k) raw_[k] = std::min(std::max(raw_[k], T(0)), T(1));
  }

  /// Every step_ from where the ray enters the cube, half a step in: depths, cells and fractions.
  void place_samples(const T* ray) {
    const RaySpan<T> span = span_in_cube(ray);
    const auto distance = [&](std::int32_t k) {
      return span.in + (static_cast<T>(k) + T(0.5)) * step_;
    };
    const auto most = static_cast<T>(value_.size());  // never more, whatever the ray
    const T steps = std::min(most, (span.out - span.in) / step_ + T(1.5));
    auto count = span.in < span.out ? static_cast<std::int32_t>(steps) : 0;
    while (count > 0 && !(distance(count - 1) < span.out)) --count;
    count_ = static_cast<std::size_t>(count);
    T closest = 0;
    for (int i = 0; i < 3; ++i) closest += ray[i] * ray[3 + i];
    T* depth = depth_.data();
    for (std::int32_t k = 0; k < count; ++k) depth[k] = distance(k) + closest;
    const auto edge = static_cast<T>(edge_);
    for (int i = 0; i < 3; ++i) {
      const T origin = ray[i], direction = ray[3 + i];
      std::int32_t* place = place_[i].data();
      T* fraction = fraction_[i].data();
      for (std::int32_t k = 0; k < count; ++k) {
        const T u = padded_coordinate(origin, direction, distance(k), edge);
        place[k] = static_cast<std::int32_t>(std::min(std::max(u, T(0)), edge));
        fraction[k] = u - static_cast<T>(place[k]);
      }
    }
  }

  void interpolate(const std::vector<V4>& volume, std::int64_t corner, std::size_t k, V4& v) const {
    const V4* p = volume.data() + corner;
    const T fx = fraction_[0][k], fy = fraction_[1][k], fz = fraction_[2][k];
    for (int dz = 0; dz < 2; ++dz)
      for (int dy = 0; dy < 2; ++dy) {
        const V4* q = p + (dz * pitch_ + dy) * pitch_;
        v += (q[0] + (q[1] - q[0]) * fx) * ((dz != 0 ? fz : 1 - fz) * (dy != 0 ? fy : 1 - fy));
      }
  }

  void scatter(std::vector<V4>& volume, std::size_t k, const V4& d_value) {
    V4* p = volume.data() + corner_[k];
    const T fx = fraction_[0][k], fy = fraction_[1][k], fz = fraction_[2][k];
    for (int dz = 0; dz < 2; ++dz)
      for (int dy = 0; dy < 2; ++dy) {
        V4* q = p + (dz * pitch_ + dy) * pitch_;
        const V4 part = d_value * ((dz != 0 ? fz : 1 - fz) * (dy != 0 ? fy : 1 - fy));
        q[0] += part * (1 - fx);
        q[1] += part * fx;
      }
  }

  /// 1, and the normal, of a sample.
  void opacity_and_normal(std::size_t k, V4& seen) const {  // by value needs AVX for double
    seen = value_[k] * inverse_root_[k];
    seen[0] = 1;
  }

  std::int64_t edge_, pitch_;
  T step_, gate_;
  std::vector<V4> padded_, gradient_;
  std::vector<V4> paint_, paint_gradient_;  // with colour: occupancy times albedo
  std::vector<std::uint8_t> empty_;         // 1: a cell of nothing, by its lowest corner

  std::size_t count_ = 0;  // of the ray's samples; of each:
  std::vector<std::int32_t> place_[3];
  std::vector<T> fraction_[3];        // cell, and where in it; x, y, z
  std::vector<std::int64_t> corner_;  // of the cell, in padded_
  std::vector<V4> value_;             // occupancy, minus its gradient
  std::vector<T> inverse_root_;       // 1 / length of that gradient
  std::vector<T> steep_, raw_;        // opacities
  std::vector<V4> paint_met_;         // with colour: occupancy times albedo,
  std::vector<T> per_paint_;          // and what makes that albedo
  std::vector<T> through_[2];         // what comes past all nearer samples; steep, raw
  std::vector<T> depth_;
};

template <class T, bool colour, class PerImage>
void for_each_image(std::int64_t count, std::int64_t edge, const RayMarchOptions& options,
                    const PerImage& work) {
  at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
    March<T, colour> march(edge, options);
    for (std::int64_t image = begin; image < end; ++image) work(march, image);
  });
}

template <class T, bool colour>
void march_forward(const torch::Tensor& voxels, const torch::Tensor& rays,
                   const RayMarchOptions& options, torch::Tensor& out) {
  const std::int64_t p = rays.size(1), channels = out.size(2);
  for_each_image<T, colour>(voxels.size(0), voxels.size(2), options,
                            [&](March<T, colour>& march, std::int64_t image) {
                              march.load(voxels.data_ptr<T>() + image * voxels.stride(0));
                              const T* ray = rays.data_ptr<T>() + image * p * 6;
                              T* pixel = out.data_ptr<T>() + image * p * channels;
                              for (std::int64_t i = 0; i < p; ++i, ray += 6, pixel += channels)
                                march.forward(ray, pixel);
                            });
}

template <class T, bool colour>
void march_backward(const torch::Tensor& voxels, const torch::Tensor& rays,
                    const torch::Tensor& gradient, const RayMarchOptions& options,
                    torch::Tensor& out) {
  const std::int64_t p = rays.size(1), channels = gradient.size(2);
  for_each_image<T, colour>(
      voxels.size(0), voxels.size(2), options, [&](March<T, colour>& march, std::int64_t image) {
        const std::int64_t first = image * voxels.stride(0);
        march.load(voxels.data_ptr<T>() + first);
        march.start_gradient();
        const T* ray = rays.data_ptr<T>() + image * p * 6;
        const T* pixel = gradient.data_ptr<T>() + image * p * channels;
        for (std::int64_t i = 0; i < p; ++i, ray += 6, pixel += channels)
          march.backward(ray, pixel);
        march.store_gradient(voxels.data_ptr<T>() + first, out.data_ptr<T>() + first);
      });
}

}  // namespace

torch::Tensor ray_march_kernel_forward(const torch::Tensor& voxels, const torch::Tensor& rays,
                                       const RayMarchOptions& options) {
  const bool colour = voxels.size(1) == 4;
  torch::Tensor out =
      torch::empty({voxels.size(0), rays.size(1), ray_march_channels(colour)}, voxels.options());
  AT_DISPATCH_FLOATING_TYPES(voxels.scalar_type(), "ray_march", [&] {
    (colour ? march_forward<scalar_t, true> : march_forward<scalar_t, false>)(voxels, rays, options,
                                                                              out);
  });
  return out;
}

torch::Tensor ray_march_kernel_backward(const torch::Tensor& voxels, const torch::Tensor& rays,
                                        const torch::Tensor& gradient,
                                        const RayMarchOptions& options) {
  torch::Tensor out = torch::empty_like(voxels);
  AT_DISPATCH_FLOATING_TYPES(voxels.scalar_type(), "ray_march_backward", [&] {
    (voxels.size(1) == 4 ? march_backward<scalar_t, true>
                         : march_backward<scalar_t, false>)(voxels, rays, gradient, options, out);
  });
  return out;
}

}  // namespace iggan
