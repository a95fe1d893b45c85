#include <iggan/models/hybrid_proxy.h>

#include <iggan/models/layers.h>

namespace iggan {

namespace nn = torch::nn;

namespace {

constexpr double kAddedStartsLow = 3;  // below 0, in logits: at the start almost nothing is added

/// The matrix, to be multiplied from the right, that transforms the normals among the marched
/// channels from world to camera space. @return [N, M, M].
torch::Tensor to_camera_space(const std::vector<Shot>& shots, std::int64_t channels) {
  torch::Tensor turn = torch::eye(channels).repeat({std::int64_t(shots.size()), 1, 1});
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
  std::int64_t in = ray_march_channels(scene.colour);
  for (int i = 0; i < options.layers; ++i) {
    convs_.push_back(
        register_module("conv" + std::to_string(i),
                        nn::Conv2d(nn::Conv2dOptions(in, options.channels, 3).padding(1))));
    in = options.channels;
  }
  if (scene.lights > 0)
    light = register_module(
        "light", nn::Linear(static_cast<std::int64_t>(6 * scene.lights), options.channels));
  // With colour, a shading factor and an added term for each channel.
  const int outputs = scene.colour ? 2 * scene.channels : scene.channels;
  out = register_module("out", nn::Conv2d(nn::Conv2dOptions(in, outputs, 1)));
  initialize_weights(*this, seed);
}

torch::Tensor HybridProxy::forward(const torch::Tensor& voxels, const std::vector<Shot>& shots) {
  const auto n = static_cast<std::int64_t>(shots.size());
  check_shape(voxels, {n, scene_.colour ? 4 : 1, resolution_, resolution_, resolution_}, "voxels");
  const torch::Tensor rays =
      camera_rays(cameras_of(shots), scene_.height, scene_.width).to(voxels.device());
  const torch::Tensor marched = ray_march(voxels, rays, march_);  // [N, P, M]
  const std::int64_t channels = marched.size(2);
  torch::Tensor x = torch::bmm(marched, to_camera_space(shots, channels).to(voxels.device()))
                        .view({n, scene_.height, scene_.width, channels})
                        .permute({0, 3, 1, 2});  // channels last in memory, as oneDNN prefers
  for (std::size_t i = 0; i < convs_.size(); ++i) {
    x = convs_[i]->forward(x);
    if (i == 0 && !light.is_empty())
      x = x + light->forward(light_features(shots).to(x.device())).unsqueeze(2).unsqueeze(3);
    x = torch::leaky_relu(x, 0.2);
  }
  const torch::Tensor y = out->forward(x).to(torch::kFloat32);
  if (!scene_.colour) return torch::sigmoid(y);
  // A picture is albedo times shading, a product that convolutions are slow to learn. Background
  // and light beyond white, which this product cannot produce, are added as in the blend mode
  // "screen", so that no pixel exceeds 1.
  const torch::Tensor albedo = marched.narrow(2, kSteepAlbedo, 3)
                                   .view({n, scene_.height, scene_.width, 3})
                                   .permute({0, 3, 1, 2});
  const torch::Tensor shading = torch::sigmoid(y.narrow(1, 0, 3));
  const torch::Tensor added = torch::sigmoid(y.narrow(1, 3, 3) - kAddedStartsLow);
  return 1 - (1 - albedo * shading) * (1 - added);
}

}  // namespace iggan
