#pragma once
#include <iggan/models/proxy_renderer.h>

namespace iggan {

/// `rendernet` (Nguyen-Phuoc et al. 2018, arXiv:1806.06575): the grid resampled into the camera's
/// frame (trilinear), 3D convolutions, depth folded into channels (the projection unit), 2D
/// convolutions, and a sub-pixel doubling to the picture's size.
class RendernetProxy : public ProxyRenderer {
 public:
  RendernetProxy(const ProxyOptions& options, const ProxyScene& scene, int resolution,
                 std::uint64_t seed);
  torch::Tensor forward(const torch::Tensor& voxels, const std::vector<Shot>& shots) override;

 private:
  ProxyScene scene_;
  int resolution_, depth_, height_, width_;  // of the camera-frame grid
  torch::nn::Conv3d volume0{nullptr}, volume1{nullptr};
  torch::nn::Conv2d projection{nullptr};
  torch::nn::Linear light{nullptr};
  std::vector<torch::nn::Conv2d> convs_;
  torch::nn::Conv2d out{nullptr};
};

}  // namespace iggan
