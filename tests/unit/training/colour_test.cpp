#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/models/voxels.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/iggan_method.h>
#include <iggan/training/run_folder.h>
#include <iggan/training/snapshot.h>
#include <iggan/training/trained_generator.h>
#include <iggan/training/trainer.h>

#include "support/temp_dir.h"
#include "support/toy_training.h"

using namespace iggan;

namespace {

TrainingConfig tiny_colour() {
  TrainingConfig config = tiny_config();
  config.generator.colour = true;
  return config;
}

/// Boxes whose left half (-X) is red and whose right half is blue, as discrete voxels.
torch::Tensor two_coloured_boxes(std::int64_t count, Rng& rng) {
  torch::Tensor boxes = torch::zeros({count, 4, 16, 16, 16}, torch::kUInt8);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto edge = [&] { return 3 + static_cast<std::int64_t>(rng.below(3)); };
    boxes[i][0]
        .slice(0, edge(), 16 - edge())
        .slice(1, edge(), 16 - edge())
        .slice(2, 3, 13)
        .fill_(1);
  }
  boxes.select(1, 1).slice(3, 0, 8).fill_(220);
  boxes.select(1, 3).slice(3, 8, 16).fill_(220);
  boxes.narrow(1, 1, 3).add_(20);
  return boxes;
}

/// Pictures of them in RGB.
PictureSet two_coloured_pictures(Renderer& renderer, int count) {
  PictureSet set;
  set.scene.width = set.scene.height = 16;
  set.scene.channels = 3;
  set.scene.camera.azimuth_degrees = {-40, 40};  // otherwise the world may be turned, with red on
                                                 // the right
  set.count = count;
  Rng rng(5);
  BlackBox black_box(renderer, set.scene);
  const auto boxes = two_coloured_boxes(count, rng);
  std::vector<Shot> shots;
  for (int i = 0; i < count; ++i) shots.push_back(set.scene.draw_shot(rng));
  const auto images = black_box.render(boxes, shots, std::vector<std::uint64_t>(shots.size()));
  const auto bytes = (images.permute({0, 2, 3, 1}) * 255 + 0.5).to(torch::kUInt8).contiguous();
  set.pixels.assign(bytes.data_ptr<std::uint8_t>(), bytes.data_ptr<std::uint8_t>() + bytes.numel());
  return set;
}

}  // namespace

TEST_CASE("thresholds shift occupancy and leave albedo unchanged", "[training]") {
  HeightRenderer renderer;
  SceneDistribution scene;
  scene.width = scene.height = 16;
  scene.channels = 3;
  BlackBox black_box(renderer, scene);
  const TrainingConfig config = tiny_colour();
  IgganMethod method(config, black_box, prepare_compute(config.training));
  Batch batch;
  batch.voxels = torch::rand({2, 4, 16, 16, 16});
  batch.thresholds = {0.4, 0.6};
  batch.seeds = {1, 2};
  Rng rng(1);
  for (int i = 0; i < 2; ++i) batch.shots.push_back(scene.draw_shot(rng));
  const torch::Tensor before = batch.voxels;
  StepStatistics statistics;
  batch.fake = method.begin_fakes(batch).get();
  method.prepare(batch);
  CHECK(torch::equal(batch.voxels.slice(1, 1), before.slice(1, 1)));
  CHECK(torch::allclose(batch.voxels[1][0], (before[1][0] - 0.1).clamp(0, 1)));
  const torch::Tensor solid = before.select(1, 0) > torch::tensor({0.4, 0.6}).view({2, 1, 1, 1});
  CHECK(torch::equal(discrete_voxels(batch.voxels, Method::iggan).select(1, 0) > 0, solid));

  // And G's gradient reaches occupancy and each channel of albedo.
  const auto judge = [](const torch::Tensor& pictures) { return pictures.mean({1, 2, 3}); };
  const torch::Tensor gradient = method.voxel_gradient(batch, judge, statistics);
  REQUIRE(gradient.sizes() == before.sizes());
  for (int c = 0; c < 4; ++c) CHECK(gradient.select(1, c).abs().max().item<double>() > 0);
}

TEST_CASE("training in colour resumes bit-identically, with either proxy", "[training]") {
  HeightRenderer renderer;
  const PictureSet pictures = two_coloured_pictures(renderer, 20);
  for (const ProxyKind kind : {ProxyKind::hybrid, ProxyKind::rendernet}) {
    INFO(to_string(kind));
    TrainingConfig config = tiny_colour();
    config.proxy.kind = kind;
    config.pretraining.iterations = 2;
    TempDir folder;
    Trainer first(config, pictures, renderer), second(config, pictures, renderer);
    const auto no_report = [](int, double) { return true; };
    first.pretrain(no_report);
    for (int i = 0; i < 2; ++i) first.step();
    first.save(folder / "middle.safetensors");
    const StepStatistics last = first.step();
    CHECK(std::isfinite(last.generator_loss));
    CHECK(std::isfinite(last.proxy_l2));
    second.load(folder / "middle.safetensors");
    second.step();
    CHECK(equal(state_of(*first.generator()), state_of(*second.generator())));
  }
}

TEST_CASE("gray pictures cannot teach colour, which is reported before anything is made",
          "[training]") {
  ToyTraining toy;  // gray
  CHECK_THROWS_WITH(toy.trainer(tiny_colour()),
                    Contains("generator.colour") && Contains("--channels 3"));
}

TEST_CASE("a sampled shape has exactly the albedo that the black box is given", "[training]") {
  HeightRenderer renderer;
  const PictureSet pictures = two_coloured_pictures(renderer, 20);
  for (const Method method : {Method::iggan, Method::emission_absorption}) {
    INFO(to_string(method));
    TrainingConfig config = tiny_colour();
    config.method = method;
    config.generator.colour = method == Method::iggan;
    config.pretraining.iterations = 0;
    TempDir folder;
    const RunFolder run = RunFolder::create(folder.path, config.name, "height");
    run.save_setup(config, pictures.scene, folder.path);
    Trainer trainer(config, pictures, renderer);
    trainer.step();
    trainer.save(run.checkpoint_file(1));
    const torch::Tensor discrete =
        discrete_voxels(trainer.generate(latents({7}, config.generator.latent_size)), method, 0.2);
    const TrainedGenerator generator(run.path());
    const std::vector<VoxelGrid> sampled = generator.sample({7}, 0.2);
    REQUIRE(sampled[0].albedo.size() == 3 * sampled[0].size());
    CHECK(sampled[0] == grid_of(discrete[0]));
    CHECK(generator.sample_between(7, 8, 2, 0.2)[0].albedo.size() == 3 * sampled[0].size());
    CHECK(fakes_grid(trainer).channels == 3);
  }
}

TEST_CASE("a two-coloured world is learned in its colours through any black box", "[training]") {
  const std::string name =
      GENERATE(as<std::string>(), "raster", "embree", IGGAN_MUTANT_DIR "/none.so");
  INFO(name);
  const auto renderer = open_renderer({name, config::Json::object(), 1});
  const PictureSet pictures = two_coloured_pictures(*renderer, 200);
  TrainingConfig config = tiny_colour();
  config.pretraining.iterations = 100;
  config.optimizer.generator_rate = 2e-3;  // high rates, since the world is so small
  config.optimizer.discriminator_rate = 5e-4;
  config.training.ema = 0.9;
  config.training.threads = 1;
  config.training.seed = 1;
  Trainer trainer(config, pictures, *renderer);
  const torch::Tensor z = latents({1, 2, 3, 4, 5, 6, 7, 8}, config.generator.latent_size);
  // Mean albedo of solid voxels: left and right, R, G, B.
  const auto halves = [&] {
    const torch::Tensor discrete = discrete_voxels(trainer.generate(z), Method::iggan, 0.4);
    const torch::Tensor voxels = proxy_voxels(discrete);
    std::vector<torch::Tensor> means;
    for (const int side : {0, 8}) {
      const torch::Tensor half = voxels.slice(4, side, side + 8);
      const torch::Tensor solid = half.narrow(1, 0, 1);
      means.push_back((half.narrow(1, 1, 3) * solid).sum({0, 2, 3, 4}) / (solid.sum() + 1e-6));
    }
    return torch::stack(means);
  };
  const torch::Tensor truth = torch::tensor({{240.f, 20.f, 20.f}, {20.f, 20.f, 240.f}}) / 255;
  const auto error = [&] { return (halves() - truth).abs().mean().item<double>(); };
  trainer.pretrain([](int, double) { return true; });
  const double before = error();
  // How many steps this takes depends on the seed and on how the processor rounds: three seeds took
  // 100 to 250.
  int steps = 0;
  for (; steps < 600 && error() > 0.12; ++steps) trainer.step();
  const torch::Tensor learned = halves();
  INFO(steps << " steps\n" << learned);
  CHECK(before > 0.3);
  CHECK(error() < 0.2);
  CHECK(learned[0][0].item<double>() > 2 * learned[0][2].item<double>());  // red, on the left
  CHECK(learned[1][2].item<double>() > 2 * learned[1][0].item<double>());
}
