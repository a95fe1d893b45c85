#include <iggan/models/ray_samples_kernel.h>

#include <vector>

#include <ATen/Parallel.h>

#include <iggan/models/ray_cells.h>

#ifndef INTRA_OP_PARALLEL
#error "compile with OpenMP: without it at::parallel_for runs on one thread without a warning"
#endif

namespace iggan {
namespace {

/// One image's volume, or its gradient: padded, with the channels of each voxel adjacent.
template <class T>
class PaddedVolume {
 public:
  PaddedVolume(std::int64_t edge, std::int64_t channels)
      : edge_(edge),
        channels_(channels),
        values_(static_cast<std::size_t>((edge + 2) * (edge + 2) * (edge + 2) * channels)) {}

  void clear() { values_.assign(values_.size(), T(0)); }

  /// @param volume [K, R, R, R].
  void load(const T* volume) {
    for_each_voxel([&](T& value, std::int64_t flat) { value = volume[flat]; });
  }
  void store(T* volume) {
    for_each_voxel([&](T& value, std::int64_t flat) { volume[flat] = value; });
  }

  /// Calls visit(first channel of a voxel, weight of that voxel) for each of the eight voxels.
  template <class Visit>
  void for_each_corner(const PaddedCell<T>& cell, const Visit& visit) {
    const std::int64_t pitch = edge_ + 2;
    for (int dz = 0; dz < 2; ++dz)
      for (int dy = 0; dy < 2; ++dy)
        for (int dx = 0; dx < 2; ++dx)
          visit(values_.data() + (cell.corner + (dz * pitch + dy) * pitch + dx) * channels_,
                share(cell.fraction[0], dx) * share(cell.fraction[1], dy) *
                    share(cell.fraction[2], dz));
  }

 private:
  static T share(T fraction, int far) { return far != 0 ? fraction : 1 - fraction; }

  template <class Visit>
  void for_each_voxel(const Visit& visit) {
    for_each_padded_row(edge_, [&](std::int64_t row, std::int64_t flat) {
      for (std::int64_t x = 0; x < edge_; ++x)
        for (std::int64_t c = 0; c < channels_; ++c)
          visit(values_[static_cast<std::size_t>((row + x) * channels_ + c)],
                c * edge_ * edge_ * edge_ + flat + x);
    });
  }

  std::int64_t edge_, channels_;
  std::vector<T> values_;
};

/// Calls visit(index of a sample, cell of that sample) for each sample inside the cube.
template <class T, class Visit>
void for_each_sample(const T* ray, T step, std::int64_t steps, std::int64_t edge,
                     const Visit& visit) {
  const RaySpan<T> span = span_in_cube(ray);
  for (std::int64_t k = 0; k < steps; ++k) {
    const T t = span.in + (static_cast<T>(k) + T(0.5)) * step;
    if (!(t < span.out)) break;
    visit(k, padded_cell(ray, t, edge));
  }
}

/// Calls work(volume, image) with a padded volume per thread.
template <class T, class PerImage>
void for_each_volume(std::int64_t count, std::int64_t edge, std::int64_t channels,
                     const PerImage& work) {
  at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
    PaddedVolume<T> volume(edge, channels);
    for (std::int64_t image = begin; image < end; ++image) work(volume, image);
  });
}

}  // namespace

torch::Tensor ray_samples_kernel_forward(const torch::Tensor& volume, const torch::Tensor& rays,
                                         double step, std::int64_t steps) {
  const auto n = volume.size(0), channels = volume.size(1), edge = volume.size(2), p = rays.size(1);
  torch::Tensor out = torch::zeros({n, channels, p, steps}, volume.options());
  AT_DISPATCH_FLOATING_TYPES(volume.scalar_type(), "ray_samples", [&] {
    for_each_volume<scalar_t>(n, edge, channels, [&](auto& padded, std::int64_t image) {
      padded.load(volume.data_ptr<scalar_t>() + image * volume.stride(0));
      const scalar_t* ray = rays.data_ptr<scalar_t>() + image * p * 6;
      scalar_t* of_ray = out.data_ptr<scalar_t>() + image * channels * p * steps;
      for (std::int64_t i = 0; i < p; ++i, ray += 6, of_ray += steps)
        for_each_sample(ray, static_cast<scalar_t>(step), steps, edge,
                        [&](std::int64_t k, const PaddedCell<scalar_t>& cell) {
                          padded.for_each_corner(cell, [&](const scalar_t* voxel, scalar_t weight) {
                            for (std::int64_t c = 0; c < channels; ++c)
                              of_ray[c * p * steps + k] += weight * voxel[c];
                          });
                        });
    });
  });
  return out;
}

torch::Tensor ray_samples_kernel_backward(const torch::Tensor& gradient, const torch::Tensor& rays,
                                          double step, std::int64_t edge) {
  const auto n = gradient.size(0), channels = gradient.size(1), p = gradient.size(2),
             steps = gradient.size(3);
  torch::Tensor out = torch::empty({n, channels, edge, edge, edge}, gradient.options());
  AT_DISPATCH_FLOATING_TYPES(gradient.scalar_type(), "ray_samples_backward", [&] {
    for_each_volume<scalar_t>(n, edge, channels, [&](auto& padded, std::int64_t image) {
      padded.clear();
      const scalar_t* ray = rays.data_ptr<scalar_t>() + image * p * 6;
      const scalar_t* of_ray = gradient.data_ptr<scalar_t>() + image * channels * p * steps;
      for (std::int64_t i = 0; i < p; ++i, ray += 6, of_ray += steps)
        for_each_sample(ray, static_cast<scalar_t>(step), steps, edge,
                        [&](std::int64_t k, const PaddedCell<scalar_t>& cell) {
                          padded.for_each_corner(cell, [&](scalar_t* voxel, scalar_t weight) {
                            for (std::int64_t c = 0; c < channels; ++c)
                              voxel[c] += weight * of_ray[c * p * steps + k];
                          });
                        });
      padded.store(out.data_ptr<scalar_t>() + image * out.stride(0));
    });
  });
  return out;
}

}  // namespace iggan
