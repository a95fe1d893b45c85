#include <torch/torch.h>

#include <support/catch.h>

#include <set>
#include <thread>

#include <iggan/training/iggan_method.h>
#include <iggan/training/optimization.h>
#include <iggan/training/pretraining.h>
#include <iggan/training/trainer.h>

#include "support/temp_dir.h"
#include "support/toy_training.h"

using namespace iggan;

TEST_CASE("each step changes only its own network", "[training]") {
  // A rate of zero disables a network's own optimiser, so any change comes from another one's step.
  for (const int moving : {0, 1, 2}) {
    for (const bool shared : {true, false}) {
      ToyTraining toy;
      TrainingConfig config = tiny_config();
      config.training.share_proxy_forward = shared;
      config.discriminator.spectral_norm = false;  // D's step changes its buffers even at rate 0
      double* const rates[3] = {&config.optimizer.generator_rate,
                                &config.optimizer.discriminator_rate, &config.optimizer.proxy_rate};
      for (int i = 0; i < 3; ++i) *rates[i] = i == moving ? 1e-3 : 0;
      Trainer trainer = toy.trainer(config);
      torch::nn::Module* const networks[3] = {
          trainer.generator().get(), trainer.discriminator().get(),
          &dynamic_cast<IgganMethod&>(trainer.method()).proxy()};
      std::vector<std::vector<torch::Tensor>> before;
      for (auto* network : networks) before.push_back(state_of(*network));
      trainer.step();
      trainer.step();
      for (int i = 0; i < 3; ++i) {
        INFO("moving " << moving << ", network " << i << ", shared " << shared);
        CHECK(equal(before[static_cast<std::size_t>(i)], state_of(*networks[i])) == (i != moving));
      }
    }
  }
}

TEST_CASE("learning rates stay constant, then fall linearly to zero", "[training]") {
  CHECK(rate_factor(0.0, 0.5) == 1);
  CHECK(rate_factor(0.5, 0.5) == 1);
  CHECK(rate_factor(0.75, 0.5) == 0.5);
  CHECK(rate_factor(1.0, 0.5) == 0);
  CHECK(rate_factor(1.2, 0.5) == 0);
  CHECK(rate_factor(0.9, 0) == 1);

  ToyTraining toy;
  TrainingConfig config = tiny_config();
  config.discriminator.spectral_norm = false;  // its buffers move even at rate 0
  Trainer trainer = toy.trainer(config);
  torch::nn::Module* const networks[3] = {trainer.generator().get(), trainer.discriminator().get(),
                                          &dynamic_cast<IgganMethod&>(trainer.method()).proxy()};
  for (const double factor : {0.0, 1.0}) {
    std::vector<std::vector<torch::Tensor>> before;
    for (auto* network : networks) before.push_back(state_of(*network));
    trainer.step(factor);
    for (std::size_t i = 0; i < 3; ++i) {
      INFO("network " << i << ", factor " << factor);
      CHECK(equal(before[i], state_of(*networks[i])) == (factor == 0));
    }
  }
}

namespace {

/// Remembers which thread called it.
class ThreadRenderer : public HeightRenderer {
 public:
  explicit ThreadRenderer(const std::string& thread_model) {
    description.thread_model = thread_model;
  }
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override {
    by = std::this_thread::get_id();
    if (fails) fail<PluginError>("the renderer fails");
    HeightRenderer::render(jobs, width, height, rgba);
  }
  std::thread::id by;
  bool fails = false;
};

}  // namespace

TEST_CASE("pictures rendered in parallel with the networks are the same, and so is what is learned",
          "[training]") {
  const ToyTraining toy;
  std::vector<std::vector<torch::Tensor>> states;
  for (const bool prefetch : {false, true})
    for (const std::string model : {"concurrent", "thread_affine"}) {
      TrainingConfig config = tiny_config();
      config.training.prefetch = prefetch;
      config.loss.r1_gamma = 1;
      ThreadRenderer renderer(model);
      Trainer trainer(config, toy.pictures, renderer);
      for (int i = 0; i < 5; ++i) trainer.step();
      const bool beside = prefetch && model == "concurrent";
      CHECK((renderer.by != std::this_thread::get_id()) == beside);
      states.push_back(state_of(*trainer.generator()));
      for (const auto& tensor : state_of(*trainer.discriminator())) states.back().push_back(tensor);
    }
  for (const auto& state : states) CHECK(equal(state, states.front()));
}

TEST_CASE("a renderer that fails while the networks work leaves them unchanged", "[training]") {
  const ToyTraining toy;
  const TrainingConfig config = tiny_config();
  ThreadRenderer renderer("concurrent"), sound("concurrent");
  Trainer trainer(config, toy.pictures, renderer), unbroken(config, toy.pictures, sound);
  renderer.fails = true;
  CHECK_THROWS_WITH(trainer.step(), Contains("the renderer fails"));
  CHECK_FALSE(trainer.mid_step());
  renderer.fails = false;
  for (int i = 0; i < 2; ++i) {
    trainer.step();
    unbroken.step();
  }
  CHECK(equal(state_of(*trainer.generator()), state_of(*unbroken.generator())));
  CHECK(equal(state_of(*trainer.discriminator()), state_of(*unbroken.discriminator())));
}

TEST_CASE("empty shapes recover", "[training]") {
  for (const double least : {0.0, 0.005}) {
    ToyTraining toy;
    TrainingConfig config = tiny_config();
    config.generator.initial_bias = -20;
    config.loss.minimum_occupancy = least;
    Trainer trainer = toy.trainer(config);
    StepStatistics last;
    for (int i = 0; i < (least > 0 ? 200 : 50); ++i) last = trainer.step();
    INFO("least " << least << ": occupancy " << last.occupancy);
    CHECK((last.solid > 0.001) == (least > 0));
  }
}

namespace {

/// Remembers its last request.
class RememberingRenderer : public HeightRenderer {
 public:
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override {
    shapes.clear();
    views.clear();
    for (const RenderJob& job : jobs) {
      shapes.emplace_back(job.grid.occupancy,
                          job.grid.occupancy + job.grid.nx * job.grid.ny * job.grid.nz);
      views.insert(job.camera.to_world);
    }
    HeightRenderer::render(jobs, width, height, rgba);
  }
  std::vector<std::vector<std::uint8_t>> shapes;
  std::set<Mat4> views;  // different ones
};

}  // namespace

TEST_CASE("several pictures of a generated shape share its voxels and teach it together",
          "[training]") {
  ToyTraining toy;
  TrainingConfig config = tiny_config();
  config.training.batch_size = 4;
  config.training.views_per_shape = 2;
  config.training.threshold_low = config.training.threshold_high = 0.5;
  RememberingRenderer renderer;
  Trainer trainer(config, toy.pictures, renderer);
  const auto before = state_of(*trainer.generator());
  trainer.step();
  CHECK_FALSE(equal(before, state_of(*trainer.generator())));
  REQUIRE(renderer.shapes.size() == 4);
  CHECK(renderer.shapes[0] == renderer.shapes[1]);
  CHECK(renderer.shapes[2] == renderer.shapes[3]);
  CHECK(renderer.shapes[0] != renderer.shapes[2]);
  CHECK(renderer.views.size() == 4);
  config.training.views_per_shape = 3;
  CHECK_THROWS_WITH(validate(config), Contains("views_per_shape: 3 does not divide"));
}

TEST_CASE("a gated discriminator does not move at all, not even from stale momentum",
          "[training]") {
  ToyTraining toy;
  TrainingConfig config = tiny_config();
  TempDir folder;
  {
    Trainer trainer = toy.trainer(config);
    for (int i = 0; i < 3; ++i) trainer.step();  // fills Adam's momentum
    trainer.save(folder / "warm.safetensors");
  }
  config.training.discriminator_gate = 1e-9;  // any accuracy above zero is too good
  Trainer gated = toy.trainer(config);
  gated.load(folder / "warm.safetensors");
  const auto before = state_of(*gated.discriminator());
  int skipped = 0;
  for (int i = 0; i < 3; ++i) {
    const StepStatistics step = gated.step();
    skipped += static_cast<int>(step.discriminator_skipped);
    if (step.discriminator_skipped == 0) break;
  }
  REQUIRE(skipped == 3);
  CHECK(equal(before, state_of(*gated.discriminator())));
}

TEST_CASE("latents are standard normal, one per seed, independent of the batch", "[training]") {
  std::vector<std::uint64_t> seeds(400);
  for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i] = i;
  const auto z = latents(seeds, 64);
  CHECK(z.mean().item<double>() == Approx(0).margin(0.025));  // 4 sigma of 25,600 draws
  CHECK(z.var().item<double>() == Approx(1).margin(0.04));
  CHECK(torch::equal(z[7], latents({7}, 64)[0]));
}

TEST_CASE("training draws its latents from the distribution of sampling", "[training]") {
  Rng rng(3);
  const auto z = draw_latents(rng, 400, 64);
  CHECK(z.mean().item<double>() == Approx(0).margin(0.025));  // 4 sigma of 25,600 draws
  CHECK(z.var().item<double>() == Approx(1).margin(0.04));
}

TEST_CASE("every kind of network trains, stays finite and resumes bit-identically", "[training]") {
  struct Kind {
    Precision precision;
    ProxyKind proxy;
    GeneratorStyle style;
    bool stddev;
  };
  for (const Kind& kind :
       {Kind{Precision::bfloat16, ProxyKind::hybrid, GeneratorStyle::none, false},
        Kind{Precision::bfloat16, ProxyKind::rendernet, GeneratorStyle::adain, true},
        Kind{Precision::float32, ProxyKind::rendernet, GeneratorStyle::adain, false}}) {
    TrainingConfig config = tiny_config();
    config.training.precision = kind.precision;
    config.proxy.kind = kind.proxy;
    config.generator.style = kind.style;
    config.discriminator.minibatch_stddev = kind.stddev;
    INFO(to_string(kind.precision) << " " << to_string(kind.proxy) << " " << to_string(kind.style));
    TempDir folder;
    ToyTraining toy, other;
    Trainer trainer = toy.trainer(config);
    for (int i = 0; i < 3; ++i) CHECK(std::isfinite(trainer.step().generator_loss));
    trainer.save(folder / "three.safetensors");
    trainer.step();
    trainer.save(folder / "four.safetensors");
    Trainer resumed = other.trainer(config);
    resumed.load(folder / "three.safetensors");
    resumed.step();
    resumed.save(folder / "resumed.safetensors");
    CHECK((bytes_of(folder / "four.safetensors") == bytes_of(folder / "resumed.safetensors")));
  }
}

TEST_CASE("a checkpoint of different networks is refused", "[training]") {
  ToyTraining toy;
  TempDir folder;
  TrainingConfig config = tiny_config();
  toy.trainer(config).save(folder / "small.safetensors");
  config.generator.base_channels *= 2;
  Trainer larger = toy.trainer(config);
  CHECK_THROWS_WITH(larger.load(folder / "small.safetensors"),
                    Contains("generator") && Contains("size"));
  config = tiny_config();
  config.generator.resolution /= 2;  // one doubling less, with the other layers the same size
  config.generator.min_channels = config.generator.base_channels;
  TrainingConfig finer = config;
  finer.generator.resolution *= 2;
  toy.trainer(finer).save(folder / "fine.safetensors");
  Trainer coarse = toy.trainer(config);
  CHECK_THROWS_WITH(coarse.load(folder / "fine.safetensors"),
                    Contains("generator has a layer conv0"));
}

TEST_CASE("a run that continues with a different seed gets different draws", "[training]") {
  TempDir folder;
  TrainingConfig config = tiny_config();
  ToyTraining toy;
  toy.trainer(config).save(folder / "begun.safetensors");
  const auto after_a_step = [&] {
    ToyTraining same;
    Trainer trainer = same.trainer(config);
    trainer.load(folder / "begun.safetensors");
    trainer.step();
    return state_of(*trainer.generator());
  };
  const auto as_begun = after_a_step();
  CHECK(equal(as_begun, after_a_step()));
  config.training.seed += 1;
  CHECK_FALSE(equal(as_begun, after_a_step()));
}

TEST_CASE("two runs from one seed are bit-identical, and a resumed run equals an uninterrupted one",
          "[training]") {
  TempDir folder;
  const TrainingConfig config = tiny_config();
  {
    ToyTraining toy;
    Trainer unbroken = toy.trainer(config);
    for (int i = 0; i < 10; ++i) unbroken.step();
    unbroken.save(folder / "ten.safetensors");
    for (int i = 0; i < 10; ++i) unbroken.step();
    unbroken.save(folder / "twenty.safetensors");
  }
  {
    ToyTraining toy;
    Trainer again = toy.trainer(config);
    for (int i = 0; i < 20; ++i) again.step();
    again.save(folder / "again.safetensors");
  }
  ToyTraining toy;
  Trainer resumed = toy.trainer(config);
  resumed.load(folder / "ten.safetensors");
  CHECK(resumed.iteration() == 10);
  for (int i = 0; i < 10; ++i) resumed.step();
  resumed.save(folder / "resumed.safetensors");
  // The archive holds networks, moving average, optimisers, random state and counters, but no
  // clock.
  CHECK(bytes_of(folder / "twenty.safetensors").size() > 10000);
  CHECK((bytes_of(folder / "twenty.safetensors") == bytes_of(folder / "again.safetensors")));
  CHECK((bytes_of(folder / "twenty.safetensors") == bytes_of(folder / "resumed.safetensors")));
  CHECK((bytes_of(folder / "twenty.safetensors") != bytes_of(folder / "ten.safetensors")));
}

TEST_CASE("a damaged checkpoint is refused with its path", "[training]") {
  ToyTraining toy;
  Trainer trainer = toy.trainer(tiny_config());
  TempDir folder;
  std::ofstream(folder / "broken.safetensors") << "not a checkpoint";
  CHECK_THROWS_WITH(trainer.load(folder / "broken.safetensors"), Contains("broken.safetensors"));
}

TEST_CASE("pretraining on random boxes teaches the proxy the black box", "[training]") {
  ToyTraining toy;
  TrainingConfig config = tiny_config();
  config.pretraining.iterations = 120;
  config.training.batch_size = 8;
  config.optimizer.proxy_rate = 2e-3;
  Trainer trainer = toy.trainer(config);
  double first = 0, last = 0;
  trainer.pretrain([&](int step, double loss) {
    if (step <= 10) first += loss;
    if (step > 110) last += loss;
    return true;
  });
  CHECK(last < 0.3 * first);
}

TEST_CASE("the proxy's and the generator's steps give the same gradient with a shared forward",
          "[training]") {
  // With the proxy frozen, sharing its forward pass changes only the cost.
  std::vector<std::vector<torch::Tensor>> ends;
  for (const bool shared : {true, false}) {
    ToyTraining toy;
    TrainingConfig config = tiny_config();
    config.training.share_proxy_forward = shared;
    config.optimizer.proxy_rate = 0;
    Trainer trainer = toy.trainer(config);
    for (int i = 0; i < 3; ++i) trainer.step();
    ends.push_back(state_of(*trainer.generator()));
  }
  for (std::size_t i = 0; i < ends[0].size(); ++i)
    CHECK(torch::allclose(ends[0][i], ends[1][i], 1e-4, 1e-6));
}

TEST_CASE("each part of the recipe changes training, and survives a resume", "[training]") {
  const auto trained = [](const TrainingConfig& config, bool resumed) {
    ToyTraining toy;
    TempDir folder;
    Trainer trainer = toy.trainer(config);
    for (int i = 0; i < 2; ++i) trainer.step();
    if (!resumed) {
      for (int i = 0; i < 2; ++i) trainer.step();
      return state_of(*trainer.generator());
    }
    trainer.save(folder / "two.safetensors");
    ToyTraining other;
    Trainer again = other.trainer(config);
    again.load(folder / "two.safetensors");
    for (int i = 0; i < 2; ++i) again.step();
    return state_of(*again.generator());
  };
  const auto plain = trained(tiny_config(), false);
  TrainingConfig config = tiny_config();
  SECTION("relativistic") {
    config.loss.relativistic = true;
  }
  SECTION("sign consistency") {
    config.loss.sign_consistency = 0.1;
  }
  SECTION("five taps") {
    config.generator.smooth_taps = 5;
  }
  SECTION("pose aware") {
    config.discriminator.pose_head = config.discriminator.pose_aware = true;
  }
  const auto changed = trained(config, false);
  CHECK_FALSE(equal(plain, changed));
  CHECK(equal(changed, trained(config, true)));
}
