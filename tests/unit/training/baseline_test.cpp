#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/training/training_run.h>

#include "support/temp_dir.h"
#include "support/toy_training.h"

using namespace iggan;

namespace {

const Method kBaselines[] = {Method::visual_hull, Method::absorption_only,
                             Method::emission_absorption};

TrainingConfig tiny_baseline(Method method) {
  TrainingConfig config = tiny_config();
  config.method = method;
  return config;
}

/// In ambient light only. The toy renderer shades by height whatever the light; here any pictures
/// will do.
std::vector<Light> ambient_light() {
  return {Light{}};
}

}  // namespace

TEST_CASE("a baseline trains without the renderer: both networks move, and nothing else is needed",
          "[training]") {
  for (const Method method : kBaselines) {
    INFO(to_string(method));
    ToyTraining toy(ambient_light());
    Trainer trainer = toy.trainer(tiny_baseline(method));
    const int calls = toy.renderer.calls;
    const auto generator = state_of(*trainer.generator());
    const auto discriminator = state_of(*trainer.discriminator());
    trainer.pretrain([](int, double) { return true; });
    CHECK(equal(generator, state_of(*trainer.generator())));
    for (int i = 0; i < 3; ++i) {
      const StepStatistics step = trainer.step();
      CHECK(std::isfinite(step.generator_loss));
      CHECK(step.renderer_ms == 0);
    }
    CHECK(toy.renderer.calls == calls);
    CHECK_FALSE(equal(generator, state_of(*trainer.generator())));
    CHECK_FALSE(equal(discriminator, state_of(*trainer.discriminator())));
  }
}

TEST_CASE("a baseline's steps change only their own networks", "[training]") {
  for (const Method method : kBaselines)
    for (const bool generator_moves : {true, false}) {
      INFO(to_string(method) << " " << generator_moves);
      TrainingConfig config = tiny_baseline(method);
      config.discriminator.spectral_norm = false;  // D's step changes its buffers even at rate 0
      (generator_moves ? config.optimizer.discriminator_rate : config.optimizer.generator_rate) = 0;
      ToyTraining toy(ambient_light());
      Trainer trainer = toy.trainer(config);
      const auto generator = state_of(*trainer.generator());
      const auto discriminator = state_of(*trainer.discriminator());
      for (int i = 0; i < 2; ++i) trainer.step();
      CHECK(equal(generator, state_of(*trainer.generator())) == !generator_moves);
      CHECK(equal(discriminator, state_of(*trainer.discriminator())) == generator_moves);
    }
}

TEST_CASE("a baseline resumes bit-identically", "[training]") {
  for (const Method method : kBaselines) {
    INFO(to_string(method));
    const TrainingConfig config = tiny_baseline(method);
    TempDir folder;
    ToyTraining toy(ambient_light()), other(ambient_light());
    Trainer trainer = toy.trainer(config);
    for (int i = 0; i < 5; ++i) trainer.step();
    trainer.save(folder / "five.safetensors");
    for (int i = 0; i < 5; ++i) trainer.step();
    trainer.save(folder / "ten.safetensors");
    Trainer resumed = other.trainer(config);
    resumed.load(folder / "five.safetensors");
    CHECK(resumed.iteration() == 5);
    for (int i = 0; i < 5; ++i) resumed.step();
    resumed.save(folder / "resumed.safetensors");
    CHECK(bytes_of(folder / "ten.safetensors").size() > 10000);
    CHECK((bytes_of(folder / "ten.safetensors") == bytes_of(folder / "resumed.safetensors")));
    CHECK((bytes_of(folder / "ten.safetensors") != bytes_of(folder / "five.safetensors")));
  }
}

TEST_CASE("a generator trained with absorption only learns how full the pictures are",
          "[training]") {
  // Real pictures are black: the only shape that explains them is an empty one.
  ToyTraining toy(ambient_light());
  std::fill(toy.pictures.pixels.begin(), toy.pictures.pixels.end(), std::uint8_t{0});
  TrainingConfig config = tiny_baseline(Method::absorption_only);
  config.optimizer.generator_rate = config.optimizer.discriminator_rate = 2e-3;
  Trainer trainer = toy.trainer(config);
  const double before = trainer.step().occupancy;
  double after = before;
  for (int i = 0; i < 60; ++i) after = trainer.step().occupancy;
  CHECK(after < 0.5 * before);
}

TEST_CASE("a silhouette method refuses shaded pictures before anything is made", "[training]") {
  ToyTraining toy;
  const TrainingConfig config = tiny_baseline(Method::visual_hull);
  CHECK_THROWS_AS(TrainingRun(config, toy.pictures, toy.renderer), DataError);
  CHECK_THROWS_WITH(TrainingRun(config, toy.pictures, toy.renderer), Contains("silhouettes"));
  CHECK_NOTHROW(
      TrainingRun(tiny_baseline(Method::emission_absorption), toy.pictures, toy.renderer));
}

TEST_CASE("a checkpoint of a generator without emission is refused if emission is needed",
          "[training]") {
  ToyTraining toy(ambient_light());
  TempDir folder;
  toy.trainer(tiny_baseline(Method::absorption_only)).save(folder / "plain.safetensors");
  Trainer emitting = toy.trainer(tiny_baseline(Method::emission_absorption));
  CHECK_THROWS_WITH(emitting.load(folder / "plain.safetensors"), Contains("generator"));
}
