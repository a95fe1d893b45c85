// Measures a training iteration of a preset: its time, the time of each part, and its
// floating-point rate compared with that of a matrix product in the same run.
//
//   training_benchmark [PRESET] [PICTURE_EDGE] [KEY=VALUE...]
//
// The pictures show random boxes, in RGB with generator.colour=true; networks and costs are the
// same for any data of that size.
#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include <iggan/base/allocation.h>
#include <iggan/models/ray_march.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/pretraining.h>
#include <iggan/training/trainer.h>

#include "flops.h"

using namespace iggan;

namespace {

constexpr int kWarmup = 5, kIterations = 40;

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

PictureSet box_pictures(Renderer& renderer, const SceneDistribution& scene, int resolution,
                        bool colour) {
  PictureSet set;
  set.scene = scene;
  set.count = 256;
  Rng rng(1);
  std::vector<Shot> shots;
  for (int i = 0; i < set.count; ++i) shots.push_back(scene.draw_shot(rng));
  BlackBox black_box(renderer, set.scene);
  const auto images = black_box.render(random_boxes(set.count, resolution, rng, colour), shots,
                                       std::vector<std::uint64_t>(shots.size()));
  const auto bytes = (images.permute({0, 2, 3, 1}) * 255 + 0.5).to(torch::kUInt8).contiguous();
  set.pixels.assign(bytes.data_ptr<std::uint8_t>(), bytes.data_ptr<std::uint8_t>() + bytes.numel());
  return set;
}

/// Samples of the ray march in a batch: the rays' lengths inside the cube divided by the step.
double march_samples(const TrainingConfig& config, const SceneDistribution& scene) {
  Rng rng(2);
  std::vector<Shot> shots;
  for (int i = 0; i < config.training.batch_size; ++i) shots.push_back(scene.draw_shot(rng));
  const auto full = torch::ones({config.training.batch_size, 1, 16, 16, 16});
  const auto marched =
      ray_march(full, camera_rays(cameras_of(shots), scene.height, scene.width), {1.0, 60.0});
  return marched.select(1, kThickness).sum().item<double>() * config.generator.resolution /
         config.proxy.step_voxels;
}

}  // namespace

int main(int argc, char** argv) {
  keep_large_buffers();  // like `iggan train`
  TrainingConfig config = preset(argc > 1 ? argv[1] : "sofa-32-cpu");
  for (int i = 3; i < argc; ++i) apply_setting(config, argv[i]);
  SceneDistribution scene;
  scene.width = scene.height = argc > 2 ? std::atoi(argv[2]) : 48;
  scene.channels = config.generator.colour ? 3 : 1;
  scene.camera.fov_degrees = {35, 35};
  scene.renderer_params = config::Json{{"samples_per_axis", 2}};
  const auto renderer =
      open_renderer({scene.renderer, scene.renderer_params, config.training.threads});
  const PictureSet pictures =
      box_pictures(*renderer, scene, config.generator.resolution, config.generator.colour);
  Trainer trainer(config, pictures, *renderer);
  const double product = matrix_product_rate(trainer.compute());

  std::map<std::string, std::vector<double>> parts;
  for (int i = 0; i < kWarmup + kIterations; ++i) {
    const StepStatistics s = trainer.step();
    if (i < kWarmup) continue;
    parts["1 generator forward, draws"].push_back(s.draw_ms);
    parts["2 black box"].push_back(s.renderer_ms);
    parts["2 waited for it"].push_back(s.wait_ms);
    parts["3 discriminator step"].push_back(s.discriminator_ms);
    parts["4 proxy step"].push_back(s.proxy_ms);
    parts["5 generator step"].push_back(s.generator_ms);
    parts["6 iteration"].push_back(1000 * s.seconds);
  }
  const double gflop = flops::iteration(config, scene.channels, scene.height, scene.width,
                                        march_samples(config, scene)) /
                       1e9;
  const double ms = median(parts["6 iteration"]);
  for (const auto& [name, values] : parts)
    std::printf("%-28s %8.1f ms  %5.1f %%\n", name.c_str() + 2, median(values),
                100 * median(values) / ms);
  std::printf("%s; %d threads; batch %d; %d^3 voxels; %dx%d pictures; median of %d\n",
              trainer.compute().bfloat16 ? "bfloat16" : "float32", trainer.compute().threads,
              config.training.batch_size, config.generator.resolution, scene.width, scene.height,
              kIterations);
  std::printf(
      "%.1f GFLOP per iteration, %.0f GFLOP/s; 2048^2 product in float32: %.0f GFLOP/s; share %.0f "
      "%%\n",
      gflop, 1000 * gflop / ms, product, 100 * 1000 * gflop / ms / product);
  return 0;
}
