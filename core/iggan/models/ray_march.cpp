#include <iggan/models/ray_march.h>

#include <algorithm>
#include <cmath>

#include <ATen/record_function.h>

#include <iggan/models/layers.h>
#include <iggan/models/ray_march_kernel.h>
#include <iggan/models/ray_samples.h>

namespace iggan {
namespace {

using torch::indexing::None;
using torch::indexing::Slice;

/// Turns [N, 1 or 4, R, R, R] into [N, 4 or 7, R, R, R]: occupancy, the negative of its gradient
/// (central differences per voxel; x, y, z), and occupancy times albedo.
torch::Tensor marched_volume(const torch::Tensor& voxels) {
  const auto x = voxels.select(1, 0);  // [N, D, H, W]
  const auto padded = torch::constant_pad_nd(x, {1, 1, 1, 1, 1, 1});
  const auto inner = Slice(1, -1), before = Slice(None, -2), after = Slice(2, None);
  const auto gx =
      padded.index({Slice(), inner, inner, before}) - padded.index({Slice(), inner, inner, after});
  const auto gy =
      padded.index({Slice(), inner, before, inner}) - padded.index({Slice(), inner, after, inner});
  const auto gz =
      padded.index({Slice(), before, inner, inner}) - padded.index({Slice(), after, inner, inner});
  const auto volume = torch::stack({x, 0.5 * gx, 0.5 * gy, 0.5 * gz}, 1);
  if (voxels.size(1) == 1) return volume;
  return torch::cat({volume, voxels.slice(1, 1, 4) * x.unsqueeze(1)}, 1);
}

/// Keeps the options of a forward pass for its backward pass.
void keep(torch::autograd::AutogradContext& context, const RayMarchOptions& options) {
  context.saved_data["step"] = options.step_voxels;
  context.saved_data["gate"] = options.gate_steepness;
}
RayMarchOptions kept(torch::autograd::AutogradContext& context) {
  return {context.saved_data["step"].toDouble(), context.saved_data["gate"].toDouble()};
}

/// Runs the fused kernel forward and backward.
class RayMarchFunction : public torch::autograd::Function<RayMarchFunction> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& voxels, const torch::Tensor& rays,
                               double step_voxels, double gate_steepness) {
    RECORD_USER_SCOPE("ray march");
    const RayMarchOptions options{step_voxels, gate_steepness};
    const auto v = voxels.contiguous(), r = rays.contiguous();
    context->save_for_backward({v, r});
    keep(*context, options);
    return ray_march_kernel_forward(v, r, options);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    RECORD_USER_SCOPE("gradient of ray march");
    const auto saved = context->get_saved_variables();
    const RayMarchOptions options = kept(*context);
    return {ray_march_kernel_backward(saved[0], saved[1], gradients[0].contiguous(), options),
            {},
            {},
            {}};
  }
};

constexpr std::int64_t kMostSamples = std::int64_t{1} << 22;  // at once; about 1 GB on a GPU

/// Calls march(first, count) for ranges of rays, each with at most `most_samples` samples in total.
template <class March>
void for_each_chunk(const torch::Tensor& voxels, const torch::Tensor& rays,
                    const RayMarchOptions& options, std::int64_t most_samples, const March& march) {
  const double along_diagonal =
      std::ceil(std::sqrt(3.0) * double(voxels.size(2)) / options.step_voxels) + 1;
  const auto samples_of_a_ray = rays.size(0) * static_cast<std::int64_t>(along_diagonal);
  const std::int64_t chunk = std::max<std::int64_t>(1, most_samples / samples_of_a_ray);
  for (std::int64_t first = 0; first < rays.size(1); first += chunk)
    march(first, std::min(chunk, rays.size(1) - first));
}

/// Keeps only voxels and rays for the gradient.
class ChunkedRayMarch : public torch::autograd::Function<ChunkedRayMarch> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& voxels, const torch::Tensor& rays,
                               double step_voxels, double gate_steepness,
                               std::int64_t most_samples) {
    const RayMarchOptions options{step_voxels, gate_steepness};
    context->save_for_backward({voxels, rays});
    keep(*context, options);
    context->saved_data["samples"] = most_samples;
    std::vector<torch::Tensor> parts;
    for_each_chunk(voxels, rays, options, most_samples, [&](std::int64_t first, std::int64_t n) {
      parts.push_back(ray_march_reference(voxels, rays.narrow(1, first, n), options));
    });
    return torch::cat(parts, 1);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const RayMarchOptions options = kept(*context);
    const torch::Tensor leaf = saved[0].detach().requires_grad_(true);
    torch::Tensor sum = torch::zeros_like(saved[0]);
    for_each_chunk(leaf, saved[1], options, context->saved_data["samples"].toInt(),
                   [&](std::int64_t first, std::int64_t n) {
                     const torch::AutoGradMode with_gradient(true);
                     const torch::Tensor part =
                         ray_march_reference(leaf, saved[1].narrow(1, first, n), options);
                     sum += torch::autograd::grad({part}, {leaf},
                                                  {gradients[0].narrow(1, first, n)})[0];
                   });
    return {sum, {}, {}, {}, {}};
  }
};

}  // namespace

std::vector<Camera> cameras_of(const std::vector<Shot>& shots) {
  std::vector<Camera> cameras;
  cameras.reserve(shots.size());
  for (const Shot& shot : shots) cameras.push_back(shot.camera);
  return cameras;
}

torch::Tensor camera_rays(const std::vector<Camera>& cameras, int height, int width) {
  const auto count = static_cast<std::int64_t>(cameras.size());
  torch::Tensor rays = torch::empty({count, std::int64_t{height} * width, 6});
  float* out = rays.data_ptr<float>();
  for (const Camera& camera : cameras) {
    const bool perspective = camera.kind == CameraKind::perspective;
    const double half = perspective ? std::tan(0.5 * double(camera.yfov)) : double(camera.ymag);
    const double aspect = double(width) / height;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const double px = (2.0 * (x + 0.5) / width - 1.0) * half * aspect;
        const double py = (1.0 - 2.0 * (y + 0.5) / height) * half;
        const Vec3 origin =
            transform_point(camera.to_world, perspective ? Vec3{0, 0, 0} : Vec3{px, py, 0});
        const Vec3 direction = normalized(
            transform_direction(camera.to_world, perspective ? Vec3{px, py, -1} : Vec3{0, 0, -1}));
        for (std::size_t i = 0; i < 3; ++i) *out++ = static_cast<float>(origin[i]);
        for (std::size_t i = 0; i < 3; ++i) *out++ = static_cast<float>(direction[i]);
      }
  }
  return rays;
}

torch::Tensor ray_march(const torch::Tensor& voxels, const torch::Tensor& rays,
                        const RayMarchOptions& options) {
  check_shape(rays, {-1, -1, 6}, "rays");
  const bool colour = voxels.dim() == 5 && voxels.size(1) == 4;
  check_shape(voxels, {rays.size(0), colour ? 4 : 1, -1, -1, -1}, "voxels");
  if (!voxels.device().is_cpu()) return ray_march_in_chunks(voxels, rays, options, kMostSamples);
  return RayMarchFunction::apply(voxels, rays, options.step_voxels, options.gate_steepness);
}

torch::Tensor ray_march_in_chunks(const torch::Tensor& voxels, const torch::Tensor& rays,
                                  const RayMarchOptions& options, std::int64_t most_samples) {
  return ChunkedRayMarch::apply(voxels, rays, options.step_voxels, options.gate_steepness,
                                most_samples);
}

torch::Tensor ray_march_reference(const torch::Tensor& voxels, const torch::Tensor& rays,
                                  const RayMarchOptions& options) {
  const double step = options.step_voxels / double(voxels.size(2));
  const RaySamples samples = sample_rays_reference(marched_volume(voxels), rays, step);
  const auto x = samples.values.select(1, 0);    // [N, P, S]
  const auto g = samples.values.slice(1, 1, 4);  // [N, 3, P, S]
  const auto normal = g / (g.pow(2).sum(1, true) + kNormalEpsilon).sqrt();
  const auto origin = rays.slice(2, 0, 3), direction = rays.slice(2, 3, 6);  // [N, P, 3]
  const auto depth = samples.t + (origin * direction).sum(2, true);
  std::vector<torch::Tensor> channels, thickness, albedo;
  for (const bool steep : {true, false}) {
    const auto a = (steep ? torch::sigmoid(options.gate_steepness * (x - 0.5)) : x.clamp(0, 1)) *
                   samples.inside;
    const auto through = torch::cumprod(1 - a, 2);
    const auto w = a * torch::cat({torch::ones_like(a.slice(2, 0, 1)), through.slice(2, 0, -1)}, 2);
    channels.push_back(w.sum(2, true));
    channels.push_back((w.unsqueeze(1) * normal).sum(3).transpose(1, 2));
    channels.push_back((w * depth).sum(2, true));
    thickness.insert(thickness.begin(), a.sum(2, true) * step);
    if (voxels.size(1) == 1) continue;
    const auto painted = samples.values.slice(1, 4, 7) * (x / (x * x + kPaintEpsilon)).unsqueeze(1);
    albedo.push_back((w.unsqueeze(1) * painted).sum(3).transpose(1, 2));
  }
  channels.insert(channels.end(), thickness.begin(), thickness.end());
  channels.insert(channels.end(), albedo.begin(), albedo.end());
  return torch::cat(channels, 2);  // [N, P, 12 or 18]
}

}  // namespace iggan
