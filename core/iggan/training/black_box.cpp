#include <iggan/training/black_box.h>

#include <chrono>

#include <iggan/models/layers.h>

namespace iggan {

torch::Tensor BlackBox::render(const torch::Tensor& solid, const std::vector<Camera>& cameras,
                               const std::vector<std::uint64_t>& seeds) {
  const auto count = static_cast<std::int64_t>(cameras.size());
  const std::int64_t edge = solid.size(2);
  check_shape(solid, {count, 1, edge, edge, edge}, "solid");
  IGGAN_CHECK(solid.scalar_type() == torch::kUInt8 && seeds.size() == cameras.size());
  const torch::Tensor bytes = solid.to(torch::kCPU).contiguous();
  std::vector<RenderJob> jobs(cameras.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].grid =
        GridView(static_cast<int>(edge), bytes.data_ptr<std::uint8_t>() +
                                             static_cast<std::int64_t>(i) * edge * edge * edge);
    jobs[i].camera = cameras[i];
    jobs[i].lights = scene_.lights;
    jobs[i].default_albedo = scene_.default_albedo;
    jobs[i].seed = seeds[i];
  }
  const auto pixels = static_cast<std::size_t>(scene_.width) *
                      static_cast<std::size_t>(scene_.height) * jobs.size();
  rgba_.resize(4 * pixels);
  const auto start = std::chrono::steady_clock::now();
  renderer_.render(jobs, scene_.width, scene_.height, rgba_.data());
  milliseconds_ +=
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  torch::Tensor images =
      torch::empty({count, scene_.height, scene_.width, scene_.channels}, torch::kUInt8);
  scene_.transfer().apply(rgba_.data(), pixels, images.data_ptr<std::uint8_t>());
  return pictures_to_tensor(images, solid.device());
}

torch::Tensor pictures_to_tensor(const torch::Tensor& bytes, torch::Device device) {
  return bytes.to(device).permute({0, 3, 1, 2}).to(torch::kFloat32).div(255).contiguous();
}

}  // namespace iggan
