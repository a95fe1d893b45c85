#include <support/catch.h>

#include <iggan/console/log.h>
#include <iggan/models/tensor_file.h>
#include <iggan/training/front.h>

#include "support/toy_training.h"

using namespace iggan;

namespace {

/// A generator's weights under the names of a checkpoint.
TensorFile weights_of(const VoxelGenerator& generator) {
  TensorFile file;
  write_module(file, "generator", *generator);
  return file;
}

/// A trainer whose pictures are all from the front, so that they show which way shapes face.
struct FrontToy : ToyTraining {
  FrontToy() { pictures.scene.camera.azimuth_degrees = {0, 0}; }
};

TrainingConfig with_tests_of_the_front() {
  TrainingConfig config = tiny_config();
  config.training.front_every = 1;
  config.training.seed = 3;  // one whose first discriminator prefers another front
  return config;
}

}  // namespace

TEST_CASE("turned weights give turned shapes, whatever layers the generator has", "[training]") {
  struct Kind {
    const char* name;
    GeneratorStyle style;
    bool colour;
    Stage stage;
  };
  for (const Kind& kind : {Kind{"plain", GeneratorStyle::none, false, {}},
                           Kind{"adain", GeneratorStyle::adain, false, {}},
                           Kind{"colour", GeneratorStyle::none, true, {}},
                           Kind{"stages", GeneratorStyle::none, false, {1, 2}}}) {
    INFO(kind.name);
    GeneratorOptions options = tiny_config().generator;
    options.style = kind.style;
    options.colour = kind.colour;
    const int channels = kind.colour ? 4 : 1;
    VoxelGenerator generator(options, channels, 5, kind.stage);
    VoxelGenerator turned(options, channels, 6, kind.stage);
    torch::NoGradGuard no_grad;
    for (torch::Tensor& parameter : generator->parameters())
      parameter.add_(0.1 * torch::randn_like(parameter));  // the phases of heads start equal
    const torch::Tensor z = torch::randn({3, options.latent_size});
    const torch::Tensor shapes = generator->forward(z);
    CHECK_FALSE(torch::allclose(shapes, turned_voxels(shapes, 1), 1e-2, 1e-2));
    for (int quarters = 1; quarters < 4; ++quarters) {
      read_module(turned_state(weights_of(generator), quarters), "generator", *turned);
      CHECK(torch::allclose(turned->forward(z), turned_voxels(shapes, quarters), 1e-4, 1e-5));
    }
  }
}

TEST_CASE("a quarter turn takes the front to the side at +x", "[training]") {
  torch::Tensor voxels = torch::zeros({1, 1, 4, 4, 4});
  voxels[0][0][3][1][1] = 1;  // z, y, x: at the front
  CHECK(turned_voxels(voxels, 1)[0][0][2][1][3].item<float>() == 1);
}

TEST_CASE("the optimiser's moments turn with the weights", "[training]") {
  const GeneratorOptions options = tiny_config().generator;
  VoxelGenerator generator(options, 1, 5), turned(options, 1, 6);
  const torch::Tensor z = torch::randn({2, options.latent_size});
  const int side = static_cast<int>(options.resolution);
  const torch::Tensor weights = torch::randn({2, 1, side, side, side});
  // Gradients, stored as if they were moments.
  const auto gradients = [&](VoxelGenerator& of, const torch::Tensor& by) {
    TensorFile file;
    of->zero_grad();
    (of->forward(z) * by).sum().backward();
    for (const auto& item : of->named_parameters())
      file.add("generator_adam." + item.key() + ".exp_avg", item.value().grad().clone());
    return file;
  };
  const TensorFile expected = turned_state(gradients(generator, weights), 1);
  read_module(turned_state(weights_of(generator), 1), "generator", *turned);
  const TensorFile got = gradients(turned, turned_voxels(weights, 1));
  for (const auto& [name, tensor] : got.tensors()) {
    INFO(name);
    CHECK(torch::allclose(tensor, expected.tensor(name), 1e-3, 1e-5));
  }
}

TEST_CASE("four quarter turns leave a trainer's state as it was", "[training]") {
  ToyTraining toy;
  Trainer trainer = toy.trainer(tiny_config());
  for (int i = 0; i < 2; ++i) trainer.step();
  TensorFile state = trainer.state();
  const std::string before = state.bytes();
  state = turned_state(state, 1);
  CHECK(state.bytes() != before);
  state = turned_state(turned_state(state, 2), 1);
  CHECK(state.bytes() == before);
}

TEST_CASE("only a clear preference of the discriminator turns shapes", "[training]") {
  torch::manual_seed(1);
  const torch::Tensor same = torch::randn({64, 1}).expand({64, 4}).clone();
  const torch::Tensor noise = 0.2 * torch::randn({64, 4});
  CHECK(preferred_turn(same) == 0);
  CHECK(preferred_turn(same + noise) == 0);
  for (int quarters = 1; quarters < 4; ++quarters) {
    torch::Tensor better = same + noise;
    better.select(1, quarters) += 0.5;
    CHECK(preferred_turn(better) == quarters);
    better.select(1, quarters) -= 1;
    CHECK(preferred_turn(better) == 0);
  }
}

TEST_CASE("a lamp fixed to the world, or cameras on one side, show the front", "[training]") {
  SceneDistribution scene;
  scene.lights = arranged_lights(LightArrangement::camera);
  CHECK_FALSE(shows_front(scene));
  scene.lights = arranged_lights(LightArrangement::two_lamps);
  CHECK(shows_front(scene));
  scene.lights = arranged_lights(LightArrangement::camera);
  scene.drawn_lights.resize(1);
  scene.drawn_lights[0].frame = LightFrame::world;
  CHECK(shows_front(scene));
  scene.drawn_lights[0].kind = LightKind::ambient;  // from everywhere
  CHECK_FALSE(shows_front(scene));
  scene.camera.azimuth_degrees = {-60, 60};
  CHECK(shows_front(scene));
}

TEST_CASE("shapes are turned to the front that the discriminator prefers, and stay there",
          "[training]") {
  FrontToy toy;
  Trainer trainer = toy.trainer(with_tests_of_the_front());
  const auto log = make_log();
  CHECK(trainer.face_front(*log) == 0);  // before the first step there is nothing to ask
  trainer.step();
  const torch::Tensor z = latents({1, 2}, static_cast<int>(tiny_config().generator.latent_size));
  const torch::Tensor before = trainer.generate(z);
  const int quarters = trainer.face_front(*log);
  REQUIRE(quarters > 0);
  CHECK(torch::allclose(trainer.generate(z), turned_voxels(before, quarters), 1e-3, 1e-4));
  CHECK(trainer.face_front(*log) == 0);

  ToyTraining from_everywhere;
  Trainer other = from_everywhere.trainer(with_tests_of_the_front());
  other.step();
  const std::string state = other.state().bytes();
  CHECK(other.face_front(*log) == 0);
  CHECK(other.state().bytes() == state);
}

TEST_CASE("a run that looks for its front resumes bit-identically", "[training]") {
  FrontToy toy, same;
  const auto log = make_log();
  Trainer trainer = toy.trainer(with_tests_of_the_front());
  Trainer resumed = same.trainer(with_tests_of_the_front());
  const auto on = [&](Trainer& one) {
    (void)one.face_front(*log);
    one.step();
  };
  on(trainer);
  const TensorFile saved = trainer.state();
  for (int i = 0; i < 3; ++i) on(trainer);
  resumed.restore(saved);
  for (int i = 0; i < 3; ++i) on(resumed);
  CHECK((trainer.state().bytes() == resumed.state().bytes()));
}
