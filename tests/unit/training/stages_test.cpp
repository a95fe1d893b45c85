#include <support/catch.h>
#include <torch/torch.h>

#include <limits>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/models/layers.h>
#include <iggan/pictures/pictures.h>
#include <iggan/training/baseline_method.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/stage_cost.h>
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
  // Two pictures of 4 x 2 pixels with two channels, the second of which is constant.
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

TEST_CASE("a stage starts with the shapes and judgements of the previous one, enlarged",
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
      // The singular vector of a layer with one output is always 1.
      if (name.rfind(network, 0) == 0 && name != "discriminator.out.norm.u") {
        INFO(name);
        CHECK_FALSE(torch::equal(tensor, after.tensor(name)));
        ++moved;
      }
    CHECK(moved > 4);
  }
  // Adam continues for the existing layers and starts afresh for the others.
  const auto steps = [&](const char* name) { return after.tensor(name).item<std::int64_t>(); };
  CHECK(steps("generator_adam.fc.weight.step") == 3);
  CHECK(steps("generator_adam.head.weight.step") == 3);
  CHECK(steps("generator_adam.head1.weight.step") == 2);
  CHECK(steps("discriminator_adam.picture1.weight.step") == 3);
  CHECK(steps("discriminator_adam.picture0.weight.step") == 2);
}

TEST_CASE("a run stopped before or after the start of a stage resumes bit-identically",
          "[stages]") {
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
  CHECK_THROWS_WITH(stages.restore(state), Contains("stage 3") && Contains("has only 2"));
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

TEST_CASE("a checkpoint whose stage began at an impossible iteration is refused", "[stages]") {
  StagedToy toy;
  TrainingStages stages = toy.stages(two_stages());
  stages.trainer().step();
  TensorFile state = stages.trainer().state();
  for (const std::int64_t began : {std::int64_t{0}, std::int64_t{1}}) {
    state.set_integer("stage_began", began);
    CHECK_NOTHROW(stages.restore(state));
  }
  for (const std::int64_t began :
       {std::int64_t{-1}, std::int64_t{2}, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    state.set_integer("stage_began", began);
    CHECK_THROWS_WITH(stages.restore(state), Contains("stage_began is " + std::to_string(began)) &&
                                                 Contains("its iteration, 1"));
  }
}

TEST_CASE("a checkpoint of an impossible iteration is refused", "[stages]") {
  StagedToy toy;
  TrainingStages stages = toy.stages(two_stages());
  TensorFile state = stages.trainer().state();
  for (const std::int64_t iteration :
       {std::int64_t{-1}, std::numeric_limits<std::int64_t>::max() - 1}) {
    state.set_integer("iteration", iteration);
    CHECK_THROWS_WITH(check_checkpoint(state),
                      Contains("its iteration is " + std::to_string(iteration)));
  }
}

TEST_CASE("an early stage's generated pictures are made like its real ones", "[stages]") {
  StagedToy toy;
  const SceneDistribution& scene = toy.pictures.scene;
  const Stage first{0, 2};
  BlackBox coarse(toy.renderer, scene, first), full(toy.renderer, scene);
  CHECK(coarse.scene().width == kSide / 2);
  Rng rng(4);
  const torch::Tensor boxes = random_boxes(6, 16, rng);
  std::vector<Shot> shots;
  for (int i = 0; i < 6; ++i) shots.push_back(scene.draw_shot(rng));
  const std::vector<std::uint64_t> seeds(6);
  const torch::Tensor small = coarse.render(boxes, shots, seeds);
  REQUIRE(small.size(3) == kSide / 2);
  PictureSet as_real = toy.pictures;
  as_real.count = 6;
  const torch::Tensor bytes = (full.render(boxes, shots, seeds).permute({0, 2, 3, 1}) * 255 + 0.5)
                                  .to(torch::kUInt8)
                                  .contiguous();
  as_real.pixels.assign(bytes.data_ptr<std::uint8_t>(),
                        bytes.data_ptr<std::uint8_t>() + bytes.numel());
  const Pictures means = reduced(pictures_of(as_real), 2);
  CHECK(((small.permute({0, 2, 3, 1}) * 255 + 0.5).to(torch::kUInt8).flatten() ==
         torch::tensor(means.bytes, torch::kUInt8))
            .all()
            .item<bool>());

  // The same for a baseline's image formation, before it is rounded.
  TrainingConfig config = two_stages();
  config.method = Method::emission_absorption;
  BaselineMethod early(config, coarse.scene(), one_rank(), first);
  BaselineMethod last(config, scene, one_rank(), {1, 2});
  const torch::Tensor voxels =
      torch::cat({boxes.to(torch::kFloat32), torch::full(boxes.sizes(), 0.7)}, 1);
  const auto linear = [](const torch::Tensor& encoded) {
    return torch::where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055).pow(2.4));
  };
  const torch::Tensor expected = torch::avg_pool2d(linear(last.picture(voxels, shots)), 2);
  const torch::Tensor formed = linear(early.picture(voxels, shots));
  CHECK(expected.max().item<double>() > 0.3);
  CHECK((formed - expected).abs().max().item<double>() < 1e-4);  // float
}

TEST_CASE("the cost of a stage includes the share of iterations with penalties", "[stages]") {
  TrainingConfig config = two_stages();
  const auto measured = [&] {
    StagedToy toy;
    TrainingStages stages = toy.stages(config);
    const std::vector<StageCost> costs = stage_costs(stages);
    CHECK(costs.size() == 2);
    for (const StageCost& cost : costs) CHECK(cost.seconds > 0);
    return stages.trainer().iteration();
  };
  CHECK(measured() == 4);  // a warm-up and an iteration of each stage
  config.loss.r1_every = 16;
  CHECK(measured() == 4);  // without penalties, intervals do not matter
  config.loss.r2_gamma = 1;
  // Penalties come with iterations 0, 16, 32 and so on: 0, 1 and 16, then 32, 33 and 48.
  CHECK(measured() == 49);
  config.loss.r1_every = 1;
  CHECK(measured() == 4);
}

namespace {

/// The first of two processes, whose messages are kept, or the second, which gets them.
class MailedRanks : public Ranks {
 public:
  MailedRanks(int rank, std::vector<std::string>& mail) : Ranks(rank, 2, 2), mail_(mail) {}
  using Ranks::average;
  void average(std::vector<torch::Tensor>&) override {}  // alone: only its own flag counts
  std::string from_first(const std::string& bytes) override {
    if (first()) mail_.push_back(bytes);
    REQUIRE(next_ < mail_.size());
    return mail_[next_++];
  }

 private:
  std::vector<std::string>& mail_;
  std::size_t next_ = 0;
};

}  // namespace

TEST_CASE("processes with different numbers of stages are refused before they share a stage",
          "[stages]") {
  TrainingConfig config = two_stages();
  StagedToy toy;
  std::vector<std::string> mail;
  TrainingStages of_first(config, toy.pictures, toy.renderer,
                          std::make_shared<MailedRanks>(0, mail));
  of_first.grow();
  of_first.take_from_first();
  const auto taken = [&] {
    TrainingStages other(config, toy.pictures, toy.renderer,
                         std::make_shared<MailedRanks>(1, mail));
    other.take_from_first();
    return other.trainer().stage().index;
  };
  CHECK(taken() == 1);
  config.stages.count = 1;
  CHECK_THROWS_WITH(taken(), Contains("rank 1") && Contains("options"));
}
