#include <iggan/models/hybrid_proxy.h>

#include <iggan/models/layers.h>

namespace iggan {

namespace nn = torch::nn;

namespace {

/// What turns the marched channels' normals from world into camera space, by a product from the
/// right. @return [N, 12, 12].
torch::Tensor to_camera_space(const std::vector<Shot>& shots) {
  torch::Tensor turn = torch::eye(kRayMarchChannels).repeat({std::int64_t(shots.size()), 1, 1});
  auto out = turn.accessor<float, 3>();
  for (std::size_t i = 0; i < shots.size(); ++i)
    for (const int normal : {kSteepNormal, kRawNormal})
      for (int world = 0; world < 3; ++world)
        for (int axis = 0; axis < 3; ++axis)  // to_world's columns are the camera's axes
          out[std::int64_t(i)][normal + world][normal + axis] =
              shots[i].camera.to_world[std::size_t(axis * 4 + world)];
  return turn;
}

}  // namespace

HybridProxy::HybridProxy(const ProxyOptions& options, const ProxyScene& scene, int resolution,
                         std::uint64_t seed)
    : scene_(scene), resolution_(resolution), march_{options.step_voxels, options.gate_steepness} {
  int in = kRayMarchChannels;
  for (int i = 0; i < options.layers; ++i) {
    convs_.push_back(
        register_module("conv" + std::to_string(i),
                        nn::Conv2d(nn::Conv2dOptions(in, options.channels, 3).padding(1))));
    in = options.channels;
  }
  if (scene.lights > 0)
    light = register_module(
        "light", nn::Linear(static_cast<std::int64_t>(6 * scene.lights), options.channels));
  out = register_module("out", nn::Conv2d(nn::Conv2dOptions(in, scene.channels, 1)));
  initialize_weights(*this, seed);
}

torch::Tensor HybridProxy::forward(const torch::Tensor& voxels, const std::vector<Shot>& shots) {
  const auto n = static_cast<std::int64_t>(shots.size());
  check_shape(voxels, {n, 1, resolution_, resolution_, resolution_}, "voxels");
  const torch::Tensor rays =
      camera_rays(cameras_of(shots), scene_.height, scene_.width).to(voxels.device());
  const torch::Tensor marched = ray_march(voxels, rays, march_);  // [N, P, 12]
  torch::Tensor x = torch::bmm(marched, to_camera_space(shots).to(voxels.device()))
                        .view({n, scene_.height, scene_.width, kRayMarchChannels})
                        .permute({0, 3, 1, 2});  // channels last in memory, as oneDNN likes it
  for (std::size_t i = 0; i < convs_.size(); ++i) {
    x = convs_[i]->forward(x);
    if (i == 0 && !light.is_empty())
      x = x + light->forward(light_features(shots).to(x.device())).unsqueeze(2).unsqueeze(3);
    x = torch::leaky_relu(x, 0.2);
  }
  return torch::sigmoid(out->forward(x).to(torch::kFloat32));
}

}  // namespace iggan
