// over 400 lines: forward and backward pass share one class and the data that it holds for a ray.
#include <iggan/models/ray_march_kernel.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include <ATen/Parallel.h>

#include <iggan/base/target_clones.h>
#include <iggan/models/ray_cells.h>
#include <iggan/models/ray_march_arithmetic.h>

#ifndef INTRA_OP_PARALLEL
#error "compile with OpenMP: without it at::parallel_for runs on one thread without a warning"
#endif

namespace iggan {
namespace {

/// Marches the rays of one image through a padded copy of its volume. Each voxel is one vector: its
/// occupancy, the negative gradient of occupancy (x, y, z) and, with colour, occupancy times albedo
/// (R, G, B) and an unused lane. What a ray meets is stored in arrays with one element per sample,
/// nearest first. Several loops fill these arrays; the compiler vectorises most of the loops.
template <class T, bool colour>
class March {
  static constexpr int kLanes = colour ? 8 : 4, kPaint = 4;  // the lane of red
  using V = typename VectorOf<T, kLanes>::Type;
  /// A voxel in memory. Without AVX the compiler aligns no type to more than 16 bytes; with AVX it
  /// aligns V to its size.
  struct alignas(kLanes * sizeof(T)) Stored {
    V v;
  };

 public:
  March(std::int64_t edge, const RayMarchOptions& options)
      : edge_(edge),
        pitch_(edge + 2),
        step_(static_cast<T>(options.step_voxels / double(edge))),
        gate_(static_cast<T>(options.gate_steepness)),
        padded_(static_cast<std::size_t>(pitch_ * pitch_ * pitch_)),
        uniform_(padded_.size()) {
    const auto most = static_cast<std::size_t>(2.0 / double(step_)) + 4;  // the cube's diagonal
    for (auto* array : {&inverse_root_, &steep_, &raw_, &through_[0], &through_[1], &depth_})
      array->resize(most);
    for (int i = 0; i < 3; ++i) {
      place_[i].resize(most);
      fraction_[i].resize(most);
    }
    corner_.resize(most);
    value_.resize(most);
    if constexpr (colour) per_paint_.resize(most);
  }

  /// @param occupancy [R, R, R]; with colour [4, R, R, R], albedo after it.
  void load(const T* occupancy) {
    const std::int64_t cells = edge_ * edge_ * edge_;
    for_each_padded_row(edge_, [&](std::int64_t row, std::int64_t flat) {
      for (const T* v = occupancy + flat; v < occupancy + flat + edge_; ++v, ++row) {
        padded_[row].v[0] = *v;
        if constexpr (colour)
          for (int c = 0; c < 3; ++c) padded_[row].v[kPaint + c] = *v * v[(c + 1) * cells];
      }
    });
    const std::int64_t strides[3] = {1, pitch_, pitch_ * pitch_};
    for_each_padded_row(edge_, [&](std::int64_t row, std::int64_t) {
      for (Stored* v = padded_.data() + row; v < padded_.data() + row + edge_; ++v)
        for (int axis = 0; axis < 3; ++axis)
          v->v[axis + 1] = T(0.5) * ((v - strides[axis])->v[0] - (v + strides[axis])->v[0]);
    });
    find_uniform_cells();
  }

  void forward(const T* ray, T* out) {
    trace(ray);
    V sum[2] = {};  // opacity, normal, albedo
    T depth[2] = {}, thickness[2] = {}, through[2] = {1, 1};
    for (std::size_t k = 0; k < count_; ++k) {
      V seen;
      seen_of(k, seen);
      const T alpha[2] = {steep_[k], raw_[k]};
      for (int g = 0; g < 2; ++g) {
        const T w = through[g] * alpha[g];
        sum[g] += w * seen;
        depth[g] += w * depth_[k];
        thickness[g] += alpha[g];
        through[g] *= 1 - alpha[g];
      }
    }
    for (int g = 0; g < 2; ++g) {
      for (int i = 0; i < 4; ++i) out[5 * g + i] = sum[g][i];
      out[5 * g + 4] = depth[g];
      if constexpr (colour)
        for (int c = 0; c < 3; ++c) out[kAlbedo[g] + c] = sum[g][kPaint + c];
    }
    out[kThickness] = thickness[1] * step_;
    out[kSteepThickness] = thickness[0] * step_;
  }

  void start_gradient() { gradient_.assign(padded_.size(), Stored{}); }

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
    V d_seen[2] = {};
    for (int g = 0; g < 2; ++g) {
      for (int i = 0; i < 4; ++i) d_seen[g][i] = d[5 * g + i];
      if constexpr (colour)
        for (int c = 0; c < 3; ++c) d_seen[g][kPaint + c] = d[kAlbedo[g] + c];
    }
    const T d_depth[2] = {d[4], d[9]};
    const T d_thickness[2] = {d[kSteepThickness] * step_, d[kThickness] * step_};
    // The value of sample i and all samples behind it is R_i = a_i G_i + (1 - a_i) R_(i+1). So
    // dL/da_i = T_i (G_i - R_(i+1)), and nothing is divided by 1 - a.
    T behind[2] = {0, 0};
    for (std::size_t k = count_; k-- > 0;) {
      V seen;
      seen_of(k, seen);
      const T alpha[2] = {steep_[k], raw_[k]};
      T d_alpha[2];
      V d_sample = {};  // gradient of the normal and albedo
      for (int g = 0; g < 2; ++g) {
        const T value = sum_of(d_seen[g] * seen) + d_depth[g] * depth_[k];
        d_alpha[g] = through_[g][k] * (value - behind[g]) + d_thickness[g];
        behind[g] = alpha[g] * value + (1 - alpha[g]) * behind[g];
        d_sample += through_[g][k] * alpha[g] * d_seen[g];
      }
      // n = v / sqrt(|v|^2 + e): dv = (dn - n (n . dn)) / root
      const V along = d_sample * seen;
      V scale, normal = seen;
      scale_of(k, scale);
      if constexpr (colour)
        for (int lane = kPaint; lane < kLanes; ++lane) normal[lane] = 0;
      V d_value = (d_sample - normal * (along[1] + along[2] + along[3])) * scale;
      const T occupancy = value_[k].v[0];
      const bool raw_passes = occupancy >= 0 && occupancy <= 1;  // the clamp passes the gradient
      d_value[0] = d_alpha[0] * gate_ * alpha[0] * (1 - alpha[0]) + (raw_passes ? d_alpha[1] : 0);
      if constexpr (colour) {
        const T squared = occupancy * occupancy, below = squared + T(kPaintEpsilon);
        const V painted = d_sample * value_[k].v;
        d_value[0] += (painted[kPaint] + painted[kPaint + 1] + painted[kPaint + 2]) *
                      (T(kPaintEpsilon) - squared) / (below * below);
      }
      scatter(k, d_value);
    }
  }

  /// The adjoint of load. @param occupancy, occupancy_gradient  as load's.
  void store_gradient(const T* occupancy, T* occupancy_gradient) {
    const std::int64_t last = pitch_ - 1;
    for (std::int64_t a = 0; a < pitch_; ++a)
      for (std::int64_t b = 0; b < pitch_; ++b)
        for (const std::int64_t end : {std::int64_t{0}, last}) {  // the padding is not a voxel
          gradient_[(end * pitch_ + a) * pitch_ + b] = Stored{};
          gradient_[(a * pitch_ + end) * pitch_ + b] = Stored{};
          gradient_[(a * pitch_ + b) * pitch_ + end] = Stored{};
        }
    const std::int64_t strides[3] = {1, pitch_, pitch_ * pitch_};
    const std::int64_t cells = edge_ * edge_ * edge_;
    for_each_padded_row(edge_, [&](std::int64_t row, std::int64_t flat) {
      for (std::int64_t x = 0; x < edge_; ++x) {
        const Stored* g = gradient_.data() + row + x;
        T sum = g->v[0];
        for (int axis = 0; axis < 3; ++axis)
          sum += T(0.5) * ((g + strides[axis])->v[axis + 1] - (g - strides[axis])->v[axis + 1]);
        if constexpr (colour)
          for (int c = 0; c < 3; ++c) {
            const std::int64_t at = flat + x + (c + 1) * cells;
            sum += occupancy[at] * g->v[kPaint + c];
            occupancy_gradient[at] = occupancy[flat + x] * g->v[kPaint + c];
          }
        occupancy_gradient[flat + x] = sum;
      }
    });
  }

 private:
  static constexpr int kAlbedo[2] = {kSteepAlbedo, kRawAlbedo};

  /// Marks the cells whose eight corners are equal, which are most of the cells.
  void find_uniform_cells() {
    const auto equal = [&](std::size_t i, std::size_t j) {  // comparing bits suffices: -0 does not
                                                            // occur
      return std::memcmp(&padded_[i], &padded_[j], sizeof(Stored)) == 0;
    };
    const std::size_t size = padded_.size();
    for (std::size_t i = 0; i + 1 < size; ++i) uniform_[i] = equal(i, i + 1);
    for (const std::int64_t stride : {pitch_, pitch_ * pitch_}) {
      const auto next = static_cast<std::size_t>(stride);
      for (std::size_t i = 0; i + next < size; ++i)
        uniform_[i] = uniform_[i] != 0 && uniform_[i + next] != 0 && equal(i, i + next);
    }
  }

  static T sum_of(const V& v) {
    T sum = (v[0] + v[1]) + (v[2] + v[3]);
    if constexpr (colour) sum += (v[4] + v[5]) + v[6];
    return sum;
  }

  /// Fills the arrays with what the ray meets inside the cube.
  void trace(const T* ray) {
    place_samples(ray);
    for (std::size_t k = 0; k < count_; ++k) {
      const std::int64_t corner =
          (std::int64_t{place_[2][k]} * pitch_ + place_[1][k]) * pitch_ + place_[0][k];
      V v = padded_[static_cast<std::size_t>(corner)].v;
      if (uniform_[static_cast<std::size_t>(corner)] == 0) interpolate(corner, k, v);
      corner_[k] = corner;
      value_[k].v = v;
      raw_[k] = v[0];
      const V squares = v * v;
      inverse_root_[k] = squares[1] + squares[2] + squares[3];
    }
    if constexpr (colour)
      for (std::size_t k = 0; k < count_; ++k)
        per_paint_[k] = raw_[k] / (raw_[k] * raw_[k] + T(kPaintEpsilon));
    for (std::size_t k = 0; k < count_; ++k)
      inverse_root_[k] = 1 / std::sqrt(inverse_root_[k] + T(kNormalEpsilon));
    for (std::size_t k = 0; k < count_; ++k)
      steep_[k] = 1 / (1 + exponential(-gate_ * (raw_[k] - T(0.5))));
    for (std::size_t k = 0; k < count_; ++k) raw_[k] = std::min(std::max(raw_[k], T(0)), T(1));
  }

  /// Fills in the depths, cells and fractions of samples that are step_ apart, starting half a step
  /// after the ray enters the cube.
  void place_samples(const T* ray) {
    const RaySpan<T> span = span_in_cube(ray);
    const auto distance = [&](std::int32_t k) {
      return span.in + (static_cast<T>(k) + T(0.5)) * step_;
    };
    const auto most = static_cast<T>(value_.size());  // the maximum for any ray
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

  void interpolate(std::int64_t corner, std::size_t k, V& v) const {
    const Stored* p = padded_.data() + corner;
    const T fx = fraction_[0][k], fy = fraction_[1][k], fz = fraction_[2][k];
    v = V{};
    for (int dz = 0; dz < 2; ++dz)
      for (int dy = 0; dy < 2; ++dy) {
        const Stored* q = p + (dz * pitch_ + dy) * pitch_;
        v +=
            (q[0].v + (q[1].v - q[0].v) * fx) * ((dz != 0 ? fz : 1 - fz) * (dy != 0 ? fy : 1 - fy));
      }
  }

  void scatter(std::size_t k, const V& d_value) {
    Stored* p = gradient_.data() + corner_[k];
    const T fx = fraction_[0][k], fy = fraction_[1][k], fz = fraction_[2][k];
    for (int dz = 0; dz < 2; ++dz)
      for (int dy = 0; dy < 2; ++dy) {
        Stored* q = p + (dz * pitch_ + dy) * pitch_;
        const V part = d_value * ((dz != 0 ? fz : 1 - fz) * (dy != 0 ? fy : 1 - fy));
        const V next = part * fx;
        q[0].v += part - next;
        q[1].v += next;
      }
  }

  // Vectors are returned through references: returning a vector of double by value needs AVX.

  /// The factors that turn a sample's value into its normal and albedo.
  void scale_of(std::size_t k, V& scale) const {
    scale = V{} + inverse_root_[k];
    if constexpr (colour)
      for (int lane = kPaint; lane < kLanes; ++lane) scale[lane] = per_paint_[k];
  }

  /// For one sample: 1, the normal and, with colour, the albedo.
  void seen_of(std::size_t k, V& seen) const {
    scale_of(k, seen);
    seen *= value_[k].v;
    seen[0] = 1;
  }

  std::int64_t edge_, pitch_;
  T step_, gate_;
  std::vector<Stored> padded_, gradient_;
  std::vector<std::uint8_t> uniform_;  // 1: a cell of eight equal voxels, by its lowest corner

  std::size_t count_ = 0;  // number of the ray's samples; for each sample:
  std::vector<std::int32_t> place_[3];
  std::vector<T> fraction_[3];        // the cell, and the position in it; x, y, z
  std::vector<std::int64_t> corner_;  // of the cell, in padded_
  std::vector<Stored> value_;         // interpolated between the cell's voxels
  std::vector<T> inverse_root_;       // 1 / length of the gradient of occupancy
  std::vector<T> per_paint_;          // with colour: turns occupancy times albedo into albedo
  std::vector<T> steep_, raw_;        // opacities
  std::vector<T> through_[2];         // what passes all nearer samples; steep, raw
  std::vector<T> depth_;
};

// These functions process an image's rays one after another. The float32 versions are also compiled
// for AVX2 and FMA, which halve the time.

template <class T, bool colour>
inline void forward_rays(March<T, colour>& march, const T* voxels, const T* ray, std::int64_t rays,
                         T* out) {
  march.load(voxels);
  for (std::int64_t i = 0; i < rays; ++i, ray += 6, out += ray_march_channels(colour))
    march.forward(ray, out);
}

template <class T, bool colour>
inline void backward_rays(March<T, colour>& march, const T* voxels, const T* ray, std::int64_t rays,
                          const T* gradient, T* out) {
  march.load(voxels);
  march.start_gradient();
  for (std::int64_t i = 0; i < rays; ++i, ray += 6, gradient += ray_march_channels(colour))
    march.backward(ray, gradient);
  march.store_gradient(voxels, out);
}

#define IGGAN_FOR_PROCESSOR IGGAN_TARGET_CLONES("arch=x86-64-v3") __attribute__((flatten))

template <class T, bool colour>
void forward_image(March<T, colour>& march, const T* voxels, const T* ray, std::int64_t rays,
                   T* out) {
  forward_rays(march, voxels, ray, rays, out);
}
IGGAN_FOR_PROCESSOR
void forward_image(March<float, false>& march, const float* voxels, const float* ray,
                   std::int64_t rays, float* out) {
  forward_rays(march, voxels, ray, rays, out);
}
IGGAN_FOR_PROCESSOR
void forward_image(March<float, true>& march, const float* voxels, const float* ray,
                   std::int64_t rays, float* out) {
  forward_rays(march, voxels, ray, rays, out);
}

template <class T, bool colour>
void backward_image(March<T, colour>& march, const T* voxels, const T* ray, std::int64_t rays,
                    const T* gradient, T* out) {
  backward_rays(march, voxels, ray, rays, gradient, out);
}
IGGAN_FOR_PROCESSOR
void backward_image(March<float, false>& march, const float* voxels, const float* ray,
                    std::int64_t rays, const float* gradient, float* out) {
  backward_rays(march, voxels, ray, rays, gradient, out);
}
IGGAN_FOR_PROCESSOR
void backward_image(March<float, true>& march, const float* voxels, const float* ray,
                    std::int64_t rays, const float* gradient, float* out) {
  backward_rays(march, voxels, ray, rays, gradient, out);
}

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
                              forward_image(march, voxels.data_ptr<T>() + image * voxels.stride(0),
                                            rays.data_ptr<T>() + image * p * 6, p,
                                            out.data_ptr<T>() + image * p * channels);
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
        backward_image(march, voxels.data_ptr<T>() + first, rays.data_ptr<T>() + image * p * 6, p,
                       gradient.data_ptr<T>() + image * p * channels, out.data_ptr<T>() + first);
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
