#pragma once
#include <iggan/models/proxy_renderer.h>
#include <iggan/models/ray_march.h>

namespace iggan {

/// `hybrid` (ours, the default): marches rays through the grid twice (see ray_march) to get
/// opacity, normals and depth. A small 2D network turns these into the renderer's pixels.
/// Perspective, occlusion and normals are built in; the network learns only shading, shadows and
/// sampling. With colour, albedo is marched too, and the network outputs a factor for it and a term
/// to add.
class HybridProxy : public ProxyRenderer {
 public:
  HybridProxy(const ProxyOptions& options, const ProxyScene& scene, int resolution,
              std::uint64_t seed);
  torch::Tensor forward(const torch::Tensor& voxels, const std::vector<Shot>& shots) override;

 private:
  ProxyScene scene_;
  int resolution_;
  RayMarchOptions march_;
  std::vector<torch::nn::Conv2d> convs_;
  torch::nn::Linear light{nullptr};  // constant inputs of a convolution act as a bias per channel
  torch::nn::Conv2d out{nullptr};
};

}  // namespace iggan
