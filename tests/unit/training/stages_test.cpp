#include <support/catch.h>
#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/models/layers.h>
#include <iggan/pictures/pictures.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/trained_generator.h>
#include <iggan/training/training_run.h>
#include <iggan/training/training_stages.h>

#include "support/temp_dir.h"
#include "support/text_log.h"
#include "support/toy_training.h"

using namespace iggan;

namespace {

constexpr int kSide = 32;  // pixels at the end, 16 at the start

/// 16^3 and then 32^3 voxels, half of the iterations each.
TrainingConfig two_stages() {
  TrainingConfig config = tiny_config();
  config.generator.resolution = 32;
  config.stages.count = 2;
  config.stages.share_growth = 1;
  config.stages.fade_iterations = 4;
  config.training.iterations = 8;
  config.training.checkpoint_every = 2;
  config.training.keep_checkpoints = 100;
  return config;
}

struct StagedToy : ToyTraining {
  StagedToy() : ToyTraining(arranged_lights(LightArrangement::camera), kSide) {}
  [[nodiscard]] TrainingStages stages(const TrainingConfig& config) {
    return TrainingStages(config, pictures, renderer, one_rank());
  }
};

}  // namespace

TEST_CASE("stages share the budget in the requested proportion", "[stages]") {
  StageOptions stages;
  CHECK(stages.end_of(0) == 1);
  stages.count = 3;
  CHECK(stages.end_of(0) == Approx(1.0 / 7));
  CHECK(stages.end_of(1) == Approx(3.0 / 7));
  CHECK(stages.end_of(2) == 1);
  stages.share_growth = 1;
  CHECK(stages.end_of(0) == Approx(1.0 / 3));
}

TEST_CASE("stages that voxels or pictures do not allow are refused", "[stages]") {
  TrainingConfig config = two_stages();
  config.stages.count = 3;  // would start with 8^3
  CHECK_THROWS_WITH(validate(config), Contains("stages.count") && Contains("at most 2 stages"));
  SceneDistribution scene;
  scene.width = 48;
  scene.height = 36;
  CHECK(scene_at(scene, {0, 2}).width == 24);
  CHECK(scene_at(scene, {1, 2}).height == 36);
  CHECK_THROWS_WITH(scene_at(scene, {2, 3}), Contains("stages.count") && Contains("48x36"));
  scene.height = 50;  // not a multiple of 4
  scene.width = 64;
  CHECK_THROWS_WITH(scene_at(scene, {0, 3}), Contains("multiples of 4"));
  CHECK_NOTHROW(scene_at(scene, {}));
}

TEST_CASE("pictures are reduced by means in linear light", "[stages]") {
  // Two pictures of 4 x 2 pixels in two channels: the second channel is constant.
  Pictures pictures{2, 4, 2, 2, {}};
  for (int i = 0; i < 16; ++i) {
    pictures.bytes.push_back(static_cast<std::uint8_t>(i < 8 ? 255 * (i % 2) : 100));
    pictures.bytes.push_back(37);
  }
  const Pictures small = reduced(pictures, 2);
  CHECK(small.width == 2);
  CHECK(small.height == 1);
  // Half of white is 188 in sRGB, not 128.
  CHECK(small.bytes == std::vector<std::uint8_t>{188, 37, 188, 37, 100, 37, 100, 37});
}

TEST_CASE("a stage starts with the shapes and judgements of the one before, twice as fine",
          "[stages]") {
  const TrainingConfig config = two_stages();
  StagedToy toy;
  TrainingStages stages = toy.stages(config);
  CHECK(stages.trainer().stage().size(config.generator.resolution) == 16);
  for (int i = 0; i < 3; ++i) stages.trainer().step();

  torch::NoGradGuard no_grad;
  const torch::Tensor z = latents({1, 2, 3}, config.generator.latent_size);
  const torch::Tensor pictures = torch::rand({3, 1, kSide, kSide});
  const torch::Tensor coarse = stages.trainer().generator()->logits(z);
  const torch::Tensor coarse_average = stages.trainer().generate(z);
  const torch::Tensor judged =
      stages.trainer().discriminator()->forward(torch::avg_pool2d(pictures, 2));
  REQUIRE(coarse.size(2) == 16);

  stages.grow();
  Trainer& finer = stages.trainer();
  CHECK(finer.iteration() == 3);
  CHECK(finer.stage().is_last());
  CHECK(torch::equal(finer.generator()->logits(z), upsampled_volume(coarse)));
  CHECK((finer.generate(z) - torch::sigmoid(upsampled_volume(torch::logit(coarse_average))))
            .abs()
            .max()
            .item<double>() < 1e-5);
  CHECK((finer.discriminator()->forward(pictures) - judged).abs().max().item<double>() < 1e-5);
  CHECK(finer.black_box().scene().width == kSide);

  finer.generator()->set_fade(1);
  finer.discriminator()->set_fade(1);
  CHECK_FALSE(torch::allclose(finer.generator()->logits(z), upsampled_volume(coarse)));
  CHECK_FALSE(torch::allclose(finer.discriminator()->forward(pictures), judged));
}

TEST_CASE("all layers of a later stage learn", "[stages]") {
  StagedToy toy;
  TrainingStages stages = toy.stages(two_stages());
  stages.trainer().step();
  stages.grow();
  Trainer& trainer = stages.trainer();
  const TensorFile before = trainer.state();
  for (int i = 0; i < 2; ++i) trainer.step();
  const TensorFile after = trainer.state();
  for (const char* network : {"generator.", "discriminator.", "proxy."}) {
    int moved = 0;
    for (const auto& [name, tensor] : before.tensors())
      // The singular vector of a layer with one output is 1, always.
      if (name.rfind(network, 0) == 0 && name != "discriminator.out.norm.u") {
        INFO(name);
        CHECK_FALSE(torch::equal(tensor, after.tensor(name)));
        ++moved;
      }
    CHECK(moved > 4);
  }
  // Adam continues with the existing layers and starts with the others.
  const auto steps = [&](const char* name) { return after.tensor(name).item<std::int64_t>(); };
  CHECK(steps("generator_adam.fc.weight.step") == 3);
  CHECK(steps("generator_adam.head.weight.step") == 3);
  CHECK(steps("generator_adam.head1.weight.step") == 2);
  CHECK(steps("discriminator_adam.picture1.weight.step") == 3);
  CHECK(steps("discriminator_adam.picture0.weight.step") == 2);
}

TEST_CASE("a run stopped before or after a stage's border resumes bit-equally", "[stages]") {
  const TrainingConfig config = two_stages();
  const TempDir root;
  StagedToy toy;
  TextLog log;
  const RunFolder whole = folder_in(root, config, toy);
  REQUIRE(TrainingRun(config, toy.pictures, toy.renderer)
              .train(whole, FolderLock(whole.path()), log.log) == RunEnd::finished);
  CHECK_THAT(log.text.str(), Contains("iteration 4: stage 2 of 2, 32^3 voxels"));
  const std::string expected = bytes_of(whole.checkpoint_file(8));
  REQUIRE(expected.size() > 10000);
  for (const int from : {2, 4, 6}) {
    INFO(from);
    const RunFolder broken = folder_in(root, config, toy);
    std::filesystem::copy_file(whole.checkpoint_file(from), broken.checkpoint_file(from));
    TrainingRun(config, toy.pictures, toy.renderer, broken, log.log)
        .train(broken, FolderLock(broken.path()), log.log);
    CHECK((bytes_of(broken.checkpoint_file(8)) == expected));
  }
  // Opening the run gives the networks of the checkpoint's stage.
  CHECK(TrainedGenerator(whole.path(), whole.checkpoint_file(2)).sample({1}).front().nx == 16);
  CHECK(TrainedGenerator(whole.path()).resolution() == 32);
  CHECK(TrainedGenerator(whole.path()).sample({1}).front().nx == 32);
}

TEST_CASE("a checkpoint of a stage that the run lacks is refused", "[stages]") {
  StagedToy toy;
  TrainingStages stages = toy.stages(two_stages());
  TensorFile state = stages.trainer().state();
  CHECK_NOTHROW(stages.restore(state));
  state.set_integer("stage", 2);
  CHECK_THROWS_WITH(stages.restore(state), Contains("stage 3") && Contains("has 2"));
  state.set_integer("stage", -1);
  CHECK_THROWS_AS(stages.restore(state), DataError);
}

TEST_CASE("rendernet and the baselines grow too", "[stages]") {
  for (const bool baseline : {false, true}) {
    TrainingConfig config = two_stages();
    if (baseline)
      config.method = Method::emission_absorption;
    else
      config.proxy.kind = ProxyKind::rendernet;
    StagedToy toy;
    TrainingStages stages = toy.stages(config);
    stages.trainer().step();
    stages.grow();
    CHECK(std::isfinite(stages.trainer().step().generator_loss));
    CHECK(stages.trainer().iteration() == 2);
  }
}
