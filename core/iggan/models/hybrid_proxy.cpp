#include <iggan/models/hybrid_proxy.h>

#include <iggan/models/layers.h>

namespace iggan {

namespace nn = torch::nn;

namespace {

/// Rotates world-space normals into camera space. @param normal [N, 3, P].
torch::Tensor to_camera_space(const torch::Tensor& normal, const std::vector<Camera>& cameras) {
  torch::Tensor rotation = torch::empty({static_cast<std::int64_t>(cameras.size()), 3, 3});
  float* out = rotation.data_ptr<float>();
  for (const Camera& camera : cameras)  // rows of the inverse rotation are the camera's axes
    for (std::size_t column = 0; column < 3; ++column)
      for (std::size_t row = 0; row < 3; ++row) *out++ = camera.to_world[column * 4 + row];
  return torch::bmm(rotation.to(normal.device(), normal.scalar_type()), normal);
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
  if (!scene.lights.empty())
    light = register_module(
        "light", nn::Linear(static_cast<std::int64_t>(6 * scene.lights.size()), options.channels));
  out = register_module("out", nn::Conv2d(nn::Conv2dOptions(in, scene.channels, 1)));
  initialize_weights(*this, seed);
}

torch::Tensor HybridProxy::forward(const torch::Tensor& voxels,
                                   const std::vector<Camera>& cameras) {
  const auto n = static_cast<std::int64_t>(cameras.size());
  check_shape(voxels, {n, 1, resolution_, resolution_, resolution_}, "voxels");
  const torch::Tensor rays = camera_rays(cameras, scene_.height, scene_.width).to(voxels.device());
  const torch::Tensor marched = ray_march(voxels, rays, march_);  // [N, 12, P]
  torch::Tensor x =
      torch::cat({marched.slice(1, kSteepOpacity, kSteepNormal),
                  to_camera_space(marched.slice(1, kSteepNormal, kSteepDepth), cameras),
                  marched.slice(1, kSteepDepth, kRawNormal),
                  to_camera_space(marched.slice(1, kRawNormal, kRawDepth), cameras),
                  marched.slice(1, kRawDepth)},
                 1)
          .view({n, kRayMarchChannels, scene_.height, scene_.width});
  for (std::size_t i = 0; i < convs_.size(); ++i) {
    x = convs_[i]->forward(x);
    if (i == 0 && !light.is_empty())
      x = x + light->forward(light_features(scene_.lights, cameras).to(x.device()))
                  .unsqueeze(2)
                  .unsqueeze(3);
    x = torch::leaky_relu(x, 0.2);
  }
  return torch::sigmoid(out->forward(x).to(torch::kFloat32));
}

}  // namespace iggan
