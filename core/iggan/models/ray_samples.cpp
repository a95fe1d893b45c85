#include <iggan/models/ray_samples.h>

#include <algorithm>
#include <cmath>

#include <iggan/models/ray_march_kernel.h>

namespace iggan {

RaySamples sample_rays(const torch::Tensor& volume, const torch::Tensor& rays, double step) {
  const auto n = volume.size(0), channels = volume.size(1), p = rays.size(1);
  const auto origin = rays.slice(2, 0, 3), direction = rays.slice(2, 3, 6);  // [N, P, 3]
  const auto safe = torch::where(direction.abs() < kSmallDirection,
                                 torch::full_like(direction, kSmallDirection), direction);
  const auto t_a = (-0.5 - origin) / safe, t_b = (0.5 - origin) / safe;
  const auto t_in = torch::minimum(t_a, t_b).amax(2, true).clamp_min(0);  // [N, P, 1]
  const auto t_out = torch::maximum(t_a, t_b).amin(2, true);
  const double longest = (t_out - t_in).max().item<double>();  // negative if no ray meets the cube
  const auto steps = std::max<std::int64_t>(1, std::llround(std::ceil(longest / step)));
  RaySamples samples;
  samples.t = t_in + (torch::arange(steps, volume.options()) + 0.5) * step;  // [N, P, S]
  samples.inside = (samples.t < t_out).to(volume.dtype());
  const auto points =
      origin.unsqueeze(2) + samples.t.unsqueeze(3) * direction.unsqueeze(2);  // [N, P, S, 3]
  namespace F = torch::nn::functional;
  samples.values = F::grid_sample(volume, (points * 2).unsqueeze(1),
                                  F::GridSampleFuncOptions()
                                      .mode(torch::kBilinear)
                                      .padding_mode(torch::kZeros)
                                      .align_corners(false))
                       .view({n, channels, p, steps});
  return samples;
}

}  // namespace iggan
