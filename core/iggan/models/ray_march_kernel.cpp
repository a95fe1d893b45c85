#include <iggan/models/ray_march_kernel.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>

#include <iggan/models/ray_cells.h>

#ifndef INTRA_OP_PARALLEL
#error "compile with OpenMP: without it at::parallel_for runs on one thread, and says nothing"
#endif

namespace iggan {
namespace {

template <class T>
struct VectorOf4;
template <>
struct VectorOf4<float> {
  using Type = float __attribute__((vector_size(16)));
};
template <>
struct VectorOf4<double> {
  using Type = double __attribute__((vector_size(32)));
};

/// One image: a padded copy of its volume, each voxel with its occupancy and minus the gradient of
/// occupancy, and the rays through it.
template <class T>
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
    shade(nothing_, V4{});
    samples_.reserve(static_cast<std::size_t>(2.0 / double(step_)) + 2);
  }

  /// @param occupancy [R, R, R].
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
  }

  void forward(const T* ray, T* out) {
    trace(ray);
    T totals[kRayMarchChannels] = {};
    T through[2] = {1, 1};
    for (const Sample& s : samples_) {
      for (int g = 0; g < 2; ++g) {
        const T w = through[g] * s.alpha[g];
        T* sum = totals + 5 * g;
        sum[0] += w;
        for (int i = 0; i < 3; ++i) sum[1 + i] += w * s.normal[i];
        sum[4] += w * s.depth;
        through[g] *= 1 - s.alpha[g];
      }
      totals[kThickness] += s.alpha[1] * step_;
      totals[kSteepThickness] += s.alpha[0] * step_;
    }
    std::copy_n(totals, int{kRayMarchChannels}, out);
  }

  void start_gradient() { gradient_.assign(padded_.size(), V4{}); }

  void backward(const T* ray, const T* d) {
    if (std::all_of(d, d + kRayMarchChannels, [](T value) { return value == 0; })) return;
    trace(ray);
    T through[2] = {1, 1};
    for (Sample& s : samples_)
      for (int g = 0; g < 2; ++g) {
        s.through[g] = through[g];
        through[g] *= 1 - s.alpha[g];
      }
    // What lies behind a sample, seen through it: R_i = a_i G_i + (1 - a_i) R_(i+1), so that
    // dL/da_i = T_i (G_i - R_(i+1)); nothing is divided by 1 - a.
    T behind[2] = {0, 0};
    for (auto sample = samples_.rbegin(); sample != samples_.rend(); ++sample) {
      const Sample& s = *sample;
      T d_alpha[2];
      T d_normal[3] = {};
      for (int g = 0; g < 2; ++g) {
        const T* dg = d + 5 * g;
        const T value = dg[0] + dg[1] * s.normal[0] + dg[2] * s.normal[1] + dg[3] * s.normal[2] +
                        dg[4] * s.depth;
        d_alpha[g] =
            s.through[g] * (value - behind[g]) + d[g == 0 ? kSteepThickness : kThickness] * step_;
        behind[g] = s.alpha[g] * value + (1 - s.alpha[g]) * behind[g];
        for (int i = 0; i < 3; ++i) d_normal[i] += s.through[g] * s.alpha[g] * dg[1 + i];
      }
      // n = v / sqrt(|v|^2 + e): dv = (dn - n (n . dn)) / root
      const T along =
          d_normal[0] * s.normal[0] + d_normal[1] * s.normal[1] + d_normal[2] * s.normal[2];
      const V4 dv = {
          d_alpha[0] * gate_ * s.alpha[0] * (1 - s.alpha[0]) + (s.raw_passes ? d_alpha[1] : 0),
          (d_normal[0] - s.normal[0] * along) * s.inverse_root,
          (d_normal[1] - s.normal[1] * along) * s.inverse_root,
          (d_normal[2] - s.normal[2] * along) * s.inverse_root};
      scatter(s, dv);
    }
  }

  /// The adjoint of load. @param occupancy_gradient [R, R, R].
  void store_gradient(T* occupancy_gradient) {
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
        occupancy_gradient[flat + x] = sum;
      }
    });
  }

 private:
  struct Shading {
    T normal[3], inverse_root;
    T alpha[2];       // steep, raw
    bool raw_passes;  // raw occupancy inside [0, 1]: its clamp has a gradient
  };

  struct Sample : Shading {
    PaddedCell<T> cell;
    T through[2];  // steep, raw
    T depth;
  };

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

  /// Fills samples_ with what the ray meets inside the cube.
  void trace(const T* ray) {
    samples_.clear();
    const RaySpan<T> span = span_in_cube(ray);
    T closest = 0;
    for (int i = 0; i < 3; ++i) closest += ray[i] * ray[3 + i];
    for (std::int64_t k = 0;; ++k) {
      const T t = span.in + (static_cast<T>(k) + T(0.5)) * step_;
      if (!(t < span.out)) break;
      Sample s;
      s.cell = padded_cell(ray, t, edge_);
      s.depth = t + closest;
      if (empty_[static_cast<std::size_t>(s.cell.corner)]) {
        static_cast<Shading&>(s) = nothing_;
      } else {
        V4 v = {};
        interpolate(s, v);
        shade(s, v);
      }
      samples_.push_back(s);
    }
  }

  void interpolate(const Sample& s, V4& v) const {
    const V4* p = padded_.data() + s.cell.corner;
    const T fx = s.cell.fraction[0], fy = s.cell.fraction[1], fz = s.cell.fraction[2];
    for (int dz = 0; dz < 2; ++dz)
      for (int dy = 0; dy < 2; ++dy) {
        const V4* q = p + (dz * pitch_ + dy) * pitch_;
        v += (q[0] + (q[1] - q[0]) * fx) * ((dz != 0 ? fz : 1 - fz) * (dy != 0 ? fy : 1 - fy));
      }
  }

  void shade(Shading& s, const V4& v) const {
    s.inverse_root = 1 / std::sqrt(v[1] * v[1] + v[2] * v[2] + v[3] * v[3] + T(kNormalEpsilon));
    for (int i = 0; i < 3; ++i) s.normal[i] = v[i + 1] * s.inverse_root;
    s.alpha[0] = 1 / (1 + std::exp(-gate_ * (v[0] - T(0.5))));
    s.alpha[1] = std::clamp(v[0], T(0), T(1));
    s.raw_passes = v[0] >= 0 && v[0] <= 1;
  }

  void scatter(const Sample& s, const V4& dv) {
    V4* p = gradient_.data() + s.cell.corner;
    const T fx = s.cell.fraction[0], fy = s.cell.fraction[1], fz = s.cell.fraction[2];
    for (int dz = 0; dz < 2; ++dz)
      for (int dy = 0; dy < 2; ++dy) {
        V4* q = p + (dz * pitch_ + dy) * pitch_;
        const V4 part = dv * ((dz != 0 ? fz : 1 - fz) * (dy != 0 ? fy : 1 - fy));
        q[0] += part * (1 - fx);
        q[1] += part * fx;
      }
  }

  std::int64_t edge_, pitch_;
  T step_, gate_;
  std::vector<V4> padded_, gradient_;
  std::vector<std::uint8_t> empty_;  // 1: a cell of nothing, by its lowest corner
  Shading nothing_;                  // of such a cell
  std::vector<Sample> samples_;
};

template <class T, class PerImage>
void for_each_image(std::int64_t count, std::int64_t edge, const RayMarchOptions& options,
                    const PerImage& work) {
  at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
    March<T> march(edge, options);
    for (std::int64_t image = begin; image < end; ++image) work(march, image);
  });
}

}  // namespace

torch::Tensor ray_march_kernel_forward(const torch::Tensor& occupancy, const torch::Tensor& rays,
                                       const RayMarchOptions& options) {
  const auto n = occupancy.size(0), edge = occupancy.size(2), p = rays.size(1);
  torch::Tensor out = torch::empty({n, p, kRayMarchChannels}, occupancy.options());
  AT_DISPATCH_FLOATING_TYPES(occupancy.scalar_type(), "ray_march", [&] {
    for_each_image<scalar_t>(n, edge, options, [&](March<scalar_t>& march, std::int64_t image) {
      march.load(occupancy.data_ptr<scalar_t>() + image * occupancy.stride(0));
      const scalar_t* ray = rays.data_ptr<scalar_t>() + image * p * 6;
      scalar_t* pixel = out.data_ptr<scalar_t>() + image * p * kRayMarchChannels;
      for (std::int64_t i = 0; i < p; ++i, ray += 6, pixel += kRayMarchChannels)
        march.forward(ray, pixel);
    });
  });
  return out;
}

torch::Tensor ray_march_kernel_backward(const torch::Tensor& occupancy, const torch::Tensor& rays,
                                        const torch::Tensor& gradient,
                                        const RayMarchOptions& options) {
  const auto n = occupancy.size(0), edge = occupancy.size(2), p = rays.size(1);
  torch::Tensor out = torch::empty_like(occupancy);
  AT_DISPATCH_FLOATING_TYPES(occupancy.scalar_type(), "ray_march_backward", [&] {
    for_each_image<scalar_t>(n, edge, options, [&](March<scalar_t>& march, std::int64_t image) {
      march.load(occupancy.data_ptr<scalar_t>() + image * occupancy.stride(0));
      march.start_gradient();
      const scalar_t* ray = rays.data_ptr<scalar_t>() + image * p * 6;
      const scalar_t* pixel = gradient.data_ptr<scalar_t>() + image * p * kRayMarchChannels;
      for (std::int64_t i = 0; i < p; ++i, ray += 6, pixel += kRayMarchChannels)
        march.backward(ray, pixel);
      march.store_gradient(out.data_ptr<scalar_t>() + image * occupancy.stride(0));
    });
  });
  return out;
}

}  // namespace iggan
