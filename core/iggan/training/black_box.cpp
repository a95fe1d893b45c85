#include <iggan/training/black_box.h>

#include <iggan/models/layers.h>
#include <iggan/training/picture_tensors.h>

namespace iggan {

torch::Tensor BlackBox::render(const torch::Tensor& solid, const std::vector<Shot>& shots,
                               const std::vector<std::uint64_t>& seeds) {
  const auto count = static_cast<std::int64_t>(shots.size());
  const std::int64_t edge = solid.size(2);
  check_shape(solid, {count, 1, edge, edge, edge}, "solid");
  IGGAN_CHECK(solid.scalar_type() == torch::kUInt8 && seeds.size() == shots.size());
  const torch::Tensor bytes = solid.to(torch::kCPU).contiguous();
  std::vector<View> views;
  for (std::size_t i = 0; i < shots.size(); ++i) {
    const std::int64_t first_voxel = static_cast<std::int64_t>(i) * edge * edge * edge;
    const GridView grid(static_cast<int>(edge), bytes.data_ptr<std::uint8_t>() + first_voxel);
    views.push_back({grid, shots[i], seeds[i]});
  }
  torch::Tensor images =
      torch::empty({count, scene().height, scene().width, scene().channels}, torch::kUInt8);
  scene_renderer_.render(views).encode(images.data_ptr<std::uint8_t>());
  return pictures_to_tensor(images, solid.device());
}

}  // namespace iggan
