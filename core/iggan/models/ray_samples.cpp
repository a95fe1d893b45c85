#include <iggan/models/ray_samples.h>

#include <algorithm>
#include <cmath>

#include <ATen/record_function.h>
#include <torch/torch.h>

#include <iggan/models/ray_cells.h>
#include <iggan/models/ray_samples_kernel.h>

namespace iggan {
namespace {

/// Runs the fused kernel forward and backward.
class RaySamplesFunction : public torch::autograd::Function<RaySamplesFunction> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& volume, const torch::Tensor& rays, double step,
                               std::int64_t steps) {
    RECORD_USER_SCOPE("ray samples");
    const auto r = rays.contiguous();
    context->save_for_backward({r});
    context->saved_data["step"] = step;
    context->saved_data["edge"] = volume.size(2);
    return ray_samples_kernel_forward(volume.contiguous(), r, step, steps);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    RECORD_USER_SCOPE("gradient of ray samples");
    return {ray_samples_kernel_backward(
                gradients[0].contiguous(), context->get_saved_variables()[0],
                context->saved_data["step"].toDouble(), context->saved_data["edge"].toInt()),
            {},
            {},
            {}};
  }
};

/// The distances of the samples, without their values.
RaySamples places(const torch::Tensor& rays, double step) {
  const auto origin = rays.slice(2, 0, 3), direction = rays.slice(2, 3, 6);  // [N, P, 3]
  const auto safe = torch::where(direction.abs() < kSmallDirection,
                                 torch::full_like(direction, kSmallDirection), direction);
  const auto t_a = (-0.5 - origin) / safe, t_b = (0.5 - origin) / safe;
  const auto t_in = torch::minimum(t_a, t_b).amax(2, true).clamp_min(0);  // [N, P, 1]
  const auto t_out = torch::maximum(t_a, t_b).amin(2, true);
  const double longest = (t_out - t_in).max().item<double>();  // negative if no ray meets the cube
  const auto steps = std::max<std::int64_t>(1, std::llround(std::ceil(longest / step)));
  RaySamples samples;
  samples.t = t_in + (torch::arange(steps, rays.options()) + 0.5) * step;  // [N, P, S]
  samples.inside = (samples.t < t_out).to(rays.dtype());
  return samples;
}

}  // namespace

RaySamples sample_rays(const torch::Tensor& volume, const torch::Tensor& rays, double step) {
  if (!volume.device().is_cpu()) return sample_rays_reference(volume, rays, step);
  RaySamples samples = places(rays, step);
  samples.values = RaySamplesFunction::apply(volume, rays, step, samples.t.size(2));
  return samples;
}

RaySamples sample_rays_reference(const torch::Tensor& volume, const torch::Tensor& rays,
                                 double step) {
  RaySamples samples = places(rays, step);
  const auto points = rays.slice(2, 0, 3).unsqueeze(2) +
                      samples.t.unsqueeze(3) * rays.slice(2, 3, 6).unsqueeze(2);  // [N, P, S, 3]
  namespace F = torch::nn::functional;
  samples.values = F::grid_sample(volume, (points * 2).unsqueeze(1),
                                  F::GridSampleFuncOptions()
                                      .mode(torch::kBilinear)
                                      .padding_mode(torch::kZeros)
                                      .align_corners(false))
                       .view({volume.size(0), volume.size(1), rays.size(1), samples.t.size(2)});
  return samples;
}

}  // namespace iggan
