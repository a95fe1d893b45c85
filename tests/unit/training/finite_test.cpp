#include <torch/torch.h>

#include <support/catch.h>

#include <cmath>
#include <limits>
#include <set>

#include <iggan/base/files.h>

#include <iggan/training/finite.h>
#include <iggan/training/training_run.h>

#include "support/temp_dir.h"
#include "support/text_log.h"
#include "support/toy_training.h"

using namespace iggan;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

struct Run {
  TempDir root;
  ToyTraining toy;
  RunFolder folder = RunFolder::create(root.path, "toy", "raster");
  FolderLock lock{folder.path()};
  TextLog log;

  RunEnd train(const TrainingConfig& config) { return train(config, toy.renderer); }
  RunEnd train(const TrainingConfig& config, Renderer& renderer) {
    folder.save_setup(config, toy.pictures.scene, root / "pictures");
    return TrainingRun(config, toy.pictures, renderer).train(folder, lock, log.log);
  }
  /// Whether every number of every checkpoint is finite. @return how many there are.
  std::size_t finite_checkpoints() const {
    const auto all = folder.checkpoints();
    for (const auto& file : all) {
      const TensorFile state = TensorFile::read(file);
      for (const auto& [name, tensor] : state.tensors()) {
        INFO(file << ", " << name);
        CHECK(tensor.isfinite().all().item<bool>());
      }
    }
    return all.size();
  }
};

}  // namespace

TEST_CASE("every number of a network and its gradients is checked", "[training]") {
  torch::nn::Linear network(37, 19);
  const auto gradients = [&] {
    torch::autograd::variable_list list;
    for (const auto& parameter : network->parameters()) list.push_back(torch::ones_like(parameter));
    return list;
  };
  const StepName step{"proxy", 7};
  CHECK_NOTHROW(require_finite(step, *network, gradients()));
  torch::NoGradGuard no_grad;
  for (const float value : {kNan, kInf, -kInf, 1e19F, -3e38F})
    for (std::int64_t place = 0; place < 37 * 19; ++place) {
      auto list = gradients();
      list[0].view({-1})[place] = value;
      CHECK_THROWS_WITH(
          require_finite(step, *network, list),
          Contains("iteration 7, the proxy's step") && Contains("the gradient of proxy.weight"));
    }
  auto large = gradients();
  large[1][18] = 9e18F;  // its square is still finite
  CHECK_NOTHROW(require_finite(step, *network, large));
  network->bias[18] = 3e38F;  // a parameter is not squared
  CHECK_NOTHROW(require_finite(step, *network, gradients()));
  network->bias[18] = kNan;
  CHECK_THROWS_WITH(require_finite({"generator", 3, true}, *network, gradients()),
                    Contains("pretraining, step 3, the generator's step: generator.bias has nan"));
}

TEST_CASE("a state that is not finite is not saved", "[training]") {
  ToyTraining toy;
  Trainer trainer = toy.trainer(tiny_config());
  CHECK_NOTHROW(trainer.state());
  torch::NoGradGuard no_grad;
  trainer.generator()->parameters()[0].view({-1})[3] = kInf;
  const TempDir dir;
  CHECK_THROWS_AS(trainer.save(dir / "state.safetensors"), NonFinite);
  CHECK(std::filesystem::is_empty(dir.path));
}

TEST_CASE("losses that overflow end a run with its last good state, saved once", "[training]") {
  TrainingConfig config = tiny_config();
  config.pretraining.iterations = 0;
  SECTION("by a weight") {
    config.loss.l2_weight = 1e308;
  }
  SECTION("by a penalty") {
    config.loss.r1_gamma = 1e37;
    config.discriminator.spectral_norm = false;
  }
  SECTION("by a rate") {
    config.optimizer.generator_rate = 1e38;
  }
  Run run;
  CHECK_THROWS_WITH(run.train(config), Contains("iteration") && Contains("'s step") &&
                                           Contains("which is kept") && Contains("--resume"));
  INFO(run.log.text.str());
  CHECK_THAT(run.log.text.str(),
             Contains("returning to the last good state") && Contains("3 of 3"));
  CHECK(run.finite_checkpoints() >= 1);
}

TEST_CASE("pretraining that overflows ends the run too, and leaves no state", "[training]") {
  TrainingConfig config = tiny_config();
  config.optimizer.proxy_rate = 1e38;
  config.pretraining.iterations = 50;
  Run run;
  CHECK_THROWS_WITH(run.train(config), Contains("pretraining, step") && Contains("proxy"));
  CHECK(run.finite_checkpoints() == 0);
}

namespace {

/// A renderer some of whose calls report a number that is not finite, as any step may.
struct FailsAtTimes : HeightRenderer {
  std::set<int> calls_that_fail;
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override {
    HeightRenderer::render(jobs, width, height, rgba);
    if (calls_that_fail.count(calls) != 0) throw NonFinite("a step: a number has nan");
  }
};

TrainingConfig twelve_iterations() {
  TrainingConfig config = tiny_config();
  config.pretraining.iterations = 0;
  config.training.iterations = 12;
  config.training.checkpoint_every = 4;
  config.training.snapshot_every = 1000;
  return config;
}

}  // namespace

TEST_CASE("a run returns to its last good state, draws new numbers, and continues to its end",
          "[training]") {
  const TrainingConfig config = twelve_iterations();
  Run whole;
  FailsAtTimes renderer;
  REQUIRE(whole.train(config, renderer) == RunEnd::finished);
  const int all_calls = renderer.calls;
  // The first and last pictures are made too, so a call in the middle belongs to a step.
  Run run;
  FailsAtTimes failing;
  failing.calls_that_fail = {all_calls / 2};
  REQUIRE(run.train(config, failing) == RunEnd::finished);
  INFO(run.log.text.str());
  CHECK_THAT(run.log.text.str(), Contains("a step: a number has nan") &&
                                     Contains("returning to the last good state") &&
                                     Contains("1 of 3") && !Contains("2 of 3"));
  CHECK(run.folder.checkpoints().back() == run.folder.checkpoint_file(12));
  CHECK(run.finite_checkpoints() > 1);
  CHECK(read_text(run.folder.checkpoint_file(12)) != read_text(whole.folder.checkpoint_file(12)));
}

TEST_CASE("a run returns to each state at most three times", "[training]") {
  const TrainingConfig config = twelve_iterations();
  Run often;
  FailsAtTimes failing;
  for (int call = 1; call < 60; call += 5) failing.calls_that_fail.insert(call);
  CHECK(often.train(config, failing) == RunEnd::finished);
  INFO(often.log.text.str());
  CHECK(often.finite_checkpoints() > 1);
  Run always;
  FailsAtTimes broken;
  for (int call = 8; call < 200; ++call) broken.calls_that_fail.insert(call);
  CHECK_THROWS_WITH(always.train(config, broken), Contains("happened 4 times"));
  CHECK_THAT(always.log.text.str(), Contains("3 of 3"));
}
