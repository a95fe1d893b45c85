#pragma once
#include <torch/torch.h>

#include <support/catch.h>

#include <fstream>

#include <iggan/training/pretraining.h>
#include <iggan/training/run_folder.h>
#include <iggan/training/trainer.h>

#include "support/height_renderer.h"
#include "support/temp_dir.h"

/// Training that takes seconds: tiny networks, and random boxes rendered by the height renderer.
namespace iggan {

inline TrainingConfig tiny_config() {
  TrainingConfig config = preset("smoke");
  config.training.threads = 2;
  config.training.device = "cpu";
  config.training.precision = Precision::float32;
  return config;
}

/// Pictures of random boxes, lit by `lights`.
inline PictureSet toy_pictures(Renderer& renderer, int count, const std::vector<Light>& lights,
                               int side = 16) {
  PictureSet set;
  set.scene.width = set.scene.height = side;
  set.scene.lights = lights;
  set.count = count;
  Rng rng(11);
  BlackBox black_box(renderer, set.scene);
  const auto boxes = random_boxes(count, 16, rng);
  std::vector<Shot> shots;
  for (int i = 0; i < count; ++i) shots.push_back(set.scene.draw_shot(rng));
  const auto images = black_box.render(boxes, shots, std::vector<std::uint64_t>(shots.size()));
  const auto bytes = (images.permute({0, 2, 3, 1}) * 255 + 0.5).to(torch::kUInt8).contiguous();
  set.pixels.assign(bytes.data_ptr<std::uint8_t>(), bytes.data_ptr<std::uint8_t>() + bytes.numel());
  return set;
}

struct ToyTraining {
  HeightRenderer renderer;
  PictureSet pictures;
  explicit ToyTraining(const std::vector<Light>& lights = arranged_lights(LightArrangement::camera),
                       int side = 16)
      : pictures(toy_pictures(renderer, 40, lights, side)) {}
  [[nodiscard]] Trainer trainer(const TrainingConfig& config) {
    return Trainer(config, pictures, renderer);
  }
};

/// A new run folder for such a training.
inline RunFolder folder_in(const TempDir& root, const TrainingConfig& config,
                           const ToyTraining& toy) {
  RunFolder run = RunFolder::create(root.path, "toy", "raster");
  run.save_setup(config, toy.pictures.scene, root / "pictures");
  return run;
}

inline std::vector<torch::Tensor> state_of(torch::nn::Module& module) {
  std::vector<torch::Tensor> copy;
  for (const auto& tensor : module.parameters()) copy.push_back(tensor.detach().clone());
  for (const auto& tensor : module.buffers()) copy.push_back(tensor.clone());
  return copy;
}

inline bool equal(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!torch::equal(a[i], b[i])) return false;
  return true;
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace iggan
