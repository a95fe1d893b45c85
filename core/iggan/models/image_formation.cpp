#include <iggan/models/image_formation.h>

#include <algorithm>
#include <cmath>

#include <iggan/models/layers.h>
#include <iggan/models/ray_march.h>
#include <iggan/models/ray_samples.h>

namespace iggan {
namespace {

/// Linear RGB as the channels of a picture, [C, 1]; gray is luminance, as in ImageTransfer.
torch::Tensor as_channels(const Vec3& rgb, int channels) {
  if (channels == 1)
    return torch::full({1, 1}, 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
  return torch::tensor({rgb[0], rgb[1], rgb[2]}, torch::kFloat32).view({3, 1});
}

/// The radiance of a shape's surface in ambient light.
Vec3 ambient_radiance(const SceneDistribution& scene) {
  Vec3 radiance{0, 0, 0};
  for (const Light& light : scene.lights)
    if (light.kind == LightKind::ambient)
      for (std::size_t c = 0; c < 3; ++c) radiance[c] += light.rgb[c] * scene.default_albedo[c];
  return radiance;
}

/// 1 - a of each sample.
torch::Tensor passed(const torch::Tensor& x, double thickness) {
  const double parts = std::max(1.0, std::ceil(thickness));
  const torch::Tensor through = 1 - thickness / parts * x;
  return parts > 1 ? through.pow(parts) : through;
}

}  // namespace

torch::Tensor visual_hull_opacity(const torch::Tensor& x, double thickness) {
  return -torch::expm1(-thickness * x.sum(-1));
}

torch::Tensor absorption_opacity(const torch::Tensor& x, double thickness) {
  return 1 - passed(x, thickness).prod(-1);
}

torch::Tensor emitted_radiance(const torch::Tensor& x, const torch::Tensor& emission,
                               double thickness) {
  const torch::Tensor pass = passed(x, thickness);
  const torch::Tensor through = torch::cumprod(pass, -1);  // [..., S] past each sample
  const torch::Tensor before =
      torch::cat({torch::ones_like(through.slice(-1, 0, 1)), through.slice(-1, 0, -1)}, -1);
  return (before * (1 - pass) * emission).sum(-1);
}

torch::Tensor srgb_encode(const torch::Tensor& linear) {
  constexpr double kKnee = 0.0031308;  // the power's derivative is infinite at 0: avoid it
  const torch::Tensor power = 1.055 * linear.clamp_min(kKnee).pow(1 / 2.4) - 0.055;
  return torch::where(linear <= kKnee, 12.92 * linear, power);
}

torch::Tensor rounded_as_saved(const torch::Tensor& pictures) {
  return pictures + ((pictures * 255).round() / 255 - pictures).detach();
}

void check_explains(Method method, const SceneDistribution& scene) {
  if (method != Method::visual_hull && method != Method::absorption_only) return;
  for (std::size_t i = 0; i < scene.lights.size(); ++i)
    if (scene.lights[i].kind != LightKind::ambient)
      fail<DataError>(
          "method {} explains silhouettes, but lights[{}] of the pictures' scene is {}: render the "
          "pictures in ambient light only (iggan dataset render --silhouettes), or train with "
          "method=emission_absorption",
          to_string(method), i, to_string(scene.lights[i].kind));
  if (!scene.drawn_lights.empty())
    fail<DataError>(
        "method {} explains silhouettes, but the light of the pictures' scene is drawn again for "
        "each picture (drawn_lights): train with method=emission_absorption",
        to_string(method));
  if (ambient_radiance(scene) == scene.background)
    fail<DataError>(
        "method {} explains silhouettes, but shapes and background are equally bright in the "
        "pictures' scene: render the pictures with iggan dataset render --silhouettes",
        to_string(method));
}

ImageFormation::ImageFormation(Method method, const BaselineOptions& options,
                               const SceneDistribution& scene)
    : method_(method),
      absorption_(options.absorption),
      samples_per_axis_(options.samples_per_axis),
      height_(scene.height),
      width_(scene.width),
      channels_(scene.channels),
      foreground_(as_channels(ambient_radiance(scene), scene.channels)),
      background_(as_channels(scene.background, scene.channels)) {
  IGGAN_CHECK(method != Method::iggan);
  check_explains(method, scene);
}

torch::Tensor ImageFormation::forward(const torch::Tensor& voxels,
                                      const std::vector<Shot>& shots) const {
  const auto n = static_cast<std::int64_t>(shots.size());
  check_shape(voxels, {n, voxel_channels(method_, channels_), -1, -1, -1}, "voxels");
  const auto samples = double(voxels.size(2));  // along an edge of the cube
  const double thickness = absorption_ / samples;
  const int rows = samples_per_axis_ * height_, columns = samples_per_axis_ * width_;
  const torch::Tensor rays = camera_rays(cameras_of(shots), rows, columns).to(voxels.device());
  const RaySamples along = sample_rays(voxels, rays, 1 / samples);
  const torch::Tensor x = along.values.narrow(1, 0, 1) * along.inside.unsqueeze(1);  // [N, 1, P, S]
  const torch::Tensor opacity = method_ == Method::visual_hull
                                    ? visual_hull_opacity(x, thickness)
                                    : absorption_opacity(x, thickness);  // [N, 1, P]
  const torch::Tensor radiance =
      method_ == Method::emission_absorption
          ? emitted_radiance(x, along.values.narrow(1, 1, channels_), thickness)
          : opacity * foreground_.to(voxels.device());  // [N, C, P]
  const torch::Tensor linear = radiance + (1 - opacity) * background_.to(voxels.device());
  const torch::Tensor pixels =
      torch::avg_pool2d(linear.view({n, channels_, rows, columns}), samples_per_axis_);
  return srgb_encode(pixels.clamp(0, 1));
}

}  // namespace iggan
