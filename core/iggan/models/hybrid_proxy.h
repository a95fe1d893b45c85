#pragma once
#include <iggan/models/proxy_renderer.h>
#include <iggan/models/ray_march.h>

namespace iggan {

/// `hybrid` (ours, the default): marches rays through the grid to opacity, normals and depth, twice
/// (see ray_march), and turns these into the renderer's pixels with a small 2D network.
/// Perspective, occlusion and normals are built in; it learns only shading, shadows and sampling.
/// With colour it marches albedo too, and the network outputs a factor for it and a term to add.
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
  torch::nn::Linear light{nullptr};  // constant channels into a convolution are a bias per channel
  torch::nn::Conv2d out{nullptr};
};

}  // namespace iggan
