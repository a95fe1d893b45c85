#include <iggan/models/rendernet_proxy.h>

#include <cmath>

#include <iggan/models/layers.h>
#include <iggan/models/ray_march.h>

namespace iggan {

namespace nn = torch::nn;
namespace F = torch::nn::functional;

RendernetProxy::RendernetProxy(const ProxyOptions& options, const ProxyScene& scene, int resolution,
                               std::uint64_t seed)
    : scene_(scene),
      resolution_(resolution),
      depth_(options.depth_samples),
      height_(scene.height / 2),
      width_(scene.width / 2) {
  if (scene.height % 2 != 0 || scene.width % 2 != 0)
    fail<ConfigError>(
        "proxy.kind rendernet doubles its picture's size, so width and height must be even; they "
        "are {} and {}",
        scene.width, scene.height);
  const int c = options.channels, volume_channels = std::max(4, c / 4);
  volume0 = register_module(
      "volume0",
      nn::Conv3d(nn::Conv3dOptions(scene.colour ? 4 : 1, volume_channels, 3).padding(1)));
  volume1 = register_module(
      "volume1", nn::Conv3d(nn::Conv3dOptions(volume_channels, volume_channels, 3).padding(1)));
  projection =
      register_module("projection", nn::Conv2d(nn::Conv2dOptions(volume_channels * depth_, c, 1)));
  if (scene.lights > 0)
    light = register_module("light", nn::Linear(static_cast<std::int64_t>(6 * scene.lights), c));
  for (int i = 0; i < options.layers; ++i)
    convs_.push_back(register_module("conv" + std::to_string(i),
                                     nn::Conv2d(nn::Conv2dOptions(c, c, 3).padding(1))));
  out = register_module("out", nn::Conv2d(nn::Conv2dOptions(c, 4 * scene.channels, 3).padding(1)));
  initialize_weights(*this, seed);
}

torch::Tensor RendernetProxy::forward(const torch::Tensor& voxels, const std::vector<Shot>& shots) {
  const auto n = static_cast<std::int64_t>(shots.size());
  check_shape(voxels, {n, scene_.colour ? 4 : 1, resolution_, resolution_, resolution_}, "voxels");
  // The depth planes span the cube's bounding sphere; depth is measured from each ray's point
  // nearest the centre.
  const auto rays = camera_rays(cameras_of(shots), height_, width_).to(voxels.device());
  const auto origin = rays.slice(2, 0, 3), direction = rays.slice(2, 3, 6);
  const double radius = 0.5 * std::sqrt(3.0);
  const auto planes =
      torch::linspace(-radius + radius / depth_, radius - radius / depth_, depth_, rays.options());
  const auto t = planes - (origin * direction).sum(2, true);  // [N, P, S]
  const auto points =
      origin.unsqueeze(2) + t.unsqueeze(3) * direction.unsqueeze(2);  // [N, P, S, 3]
  const auto grid = (points * 2).view({n, height_, width_, depth_, 3}).permute({0, 3, 1, 2, 4});
  torch::Tensor volume = voxels;
  if (scene_.colour) {  // air has no albedo
    const torch::Tensor occupancy = voxels.narrow(1, 0, 1);
    volume = torch::cat({occupancy, voxels.narrow(1, 1, 3) * occupancy}, 1);
  }
  torch::Tensor x = F::grid_sample(volume, grid.contiguous(),
                                   F::GridSampleFuncOptions()
                                       .mode(torch::kBilinear)
                                       .padding_mode(torch::kZeros)
                                       .align_corners(false));
  x = torch::leaky_relu(volume0->forward(x), 0.2);  // [N, c/4, S, H/2, W/2]
  x = torch::leaky_relu(volume1->forward(x), 0.2);
  x = projection->forward(x.flatten(1, 2));  // depth folded into channels
  if (!light.is_empty())
    x = x + light->forward(light_features(shots).to(x.device())).unsqueeze(2).unsqueeze(3);
  x = torch::leaky_relu(x, 0.2);
  for (auto& conv : convs_) x = torch::leaky_relu(conv->forward(x), 0.2);
  x = torch::pixel_shuffle(out->forward(x), 2);  // [N, C, H, W]
  return torch::sigmoid(x.to(torch::kFloat32));
}

}  // namespace iggan
