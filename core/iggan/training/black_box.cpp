#include <iggan/training/black_box.h>

#include <ATen/record_function.h>
#include <omp.h>

#include <iggan/models/layers.h>
#include <iggan/models/voxels.h>
#include <iggan/training/picture_tensors.h>
#include <iggan/training/step_parts.h>

namespace iggan {

torch::Tensor BlackBox::render(const torch::Tensor& solid, const std::vector<Shot>& shots,
                               const std::vector<std::uint64_t>& seeds) {
  RECORD_USER_SCOPE(kBlackBoxScope);
  const auto count = static_cast<std::int64_t>(shots.size());
  const bool colour = solid.dim() == 5 && solid.size(1) == 4;
  check_shape(solid, {count, colour ? 4 : 1, -1, -1, -1}, "solid");
  const std::int64_t edge = solid.size(2), cells = edge * edge * edge;
  check_shape(solid, {count, -1, edge, edge, edge}, "solid");
  IGGAN_CHECK(solid.scalar_type() == torch::kUInt8 && seeds.size() == shots.size());
  const torch::Tensor bytes = solid.to(torch::kCPU).contiguous();
  const torch::Tensor albedo = colour ? interleaved_albedo(bytes) : torch::Tensor();
  std::vector<View> views;
  for (std::size_t i = 0; i < shots.size(); ++i) {
    const auto first = static_cast<std::int64_t>(i) * cells;
    GridView grid(static_cast<int>(edge), bytes.data_ptr<std::uint8_t>() + first * bytes.size(1));
    if (colour) grid.albedo = albedo.data_ptr<std::uint8_t>() + 3 * first;
    views.push_back({grid, shots[i], seeds[i]});
  }
  const SceneDistribution& rendered = scene_renderer_.scene();
  torch::Tensor images =
      torch::empty({count, rendered.height, rendered.width, rendered.channels}, torch::kUInt8);
  scene_renderer_.render(views).encode(images.data_ptr<std::uint8_t>());
  return pictures_to_tensor(bytes_at(stage_, images), solid.device());
}

std::future<torch::Tensor> BlackBox::begin_render(const torch::Tensor& solid,
                                                  const std::vector<Shot>& shots,
                                                  const std::vector<std::uint64_t>& seeds,
                                                  bool beside) {
  beside = beside && any_thread_;
  return std::async(beside ? std::launch::async : std::launch::deferred,
                    [this, solid, shots, seeds, beside] {
                      // Otherwise each new thread would start its own team of threads.
                      if (beside) omp_set_num_threads(1);
                      return render(solid, shots, seeds);
                    });
}

}  // namespace iggan
