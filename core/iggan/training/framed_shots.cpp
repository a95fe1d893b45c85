#include <iggan/training/framed_shots.h>

#include <torch/torch.h>

#include <iggan/models/layers.h>

namespace iggan {

std::vector<Shot> framed_shots(const SceneDistribution& scene, std::vector<Shot> shots,
                               const torch::Tensor& voxels) {
  if (!scene.camera.frame_margin) return shots;
  check_shape(voxels, {static_cast<std::int64_t>(shots.size()), -1, -1, -1, -1}, "voxels");
  const torch::Tensor occupancy =
      (voxels.select(1, 0) > 0.5).to(torch::kCPU, torch::kUInt8).contiguous();
  for (std::size_t i = 0; i < shots.size(); ++i)
    scene.frame(shots[i],
                GridView(static_cast<int>(occupancy.size(1)),
                         occupancy[static_cast<std::int64_t>(i)].data_ptr<std::uint8_t>()));
  return shots;
}

}  // namespace iggan
