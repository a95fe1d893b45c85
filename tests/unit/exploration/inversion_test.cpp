#include <iggan/exploration/inversion.h>

#include <support/catch.h>
#include <support/temp_dir.h>
#include <support/toy_training.h>

#include <iggan/exploration/picture_distance.h>
#include <iggan/training/picture_tensors.h>
#include <iggan/training/run_folder.h>
#include <iggan/training/trained_generator.h>
#include <iggan/training/training_stages.h>

using namespace iggan;

TEST_CASE("the distance of a picture from itself is 0, and of two random pictures 1",
          "[exploration]") {
  ToyTraining toys;
  const TrainingConfig config = tiny_config();
  const Discriminator discriminator(config.discriminator, 1, 16, 16, 3);
  const torch::Tensor pictures = pictures_to_tensor(
      torch::tensor(toys.pictures.pixels, torch::kUInt8).view({toys.pictures.count, 16, 16, 1}),
      torch::kCPU);
  PictureDistance distance(discriminator, pictures);
  torch::Tensor leaf = pictures.narrow(0, 0, 4).clone().requires_grad_(true);
  const torch::Tensor embedded = distance.embed(leaf);
  const torch::Tensor all = distance.embed(pictures).detach();
  const torch::Tensor apart = torch::cdist(embedded.detach(), all).square();
  for (std::int64_t i = 0; i < 4; ++i) CHECK(apart[i][i].item<double>() < 1e-4);
  const auto count = double(all.size(0));
  const double mean = torch::cdist(all, all).square().sum().item<double>() / (count * (count - 1));
  CHECK(mean == Approx(1).epsilon(0.01));
  embedded.sum().backward();
  CHECK(leaf.grad().abs().sum().item<double>() > 0);
}

TEST_CASE("cameras tried near another one roughly keep the scene's limits", "[exploration]") {
  SceneDistribution scene;
  scene.drawn_lights.emplace_back();
  const ShotSearch search(scene);
  Rng rng(1);
  PossibleShot shot = search.draw(rng);
  REQUIRE(shot.drawn_lights.size() == 1);
  bool turned = false, lit = false;
  for (int i = 0; i < 300; ++i) {
    const PossibleShot next = search.nearby(shot, 1, rng);
    turned = turned || std::abs(next.view.azimuth_degrees - shot.view.azimuth_degrees) > 10;
    lit = lit || next.drawn_lights[0].vec[0] != shot.drawn_lights[0].vec[0];
    shot = next;
    CHECK(shot.view.elevation_degrees >= scene.camera.elevation_degrees[0] - 5);
    CHECK(shot.view.elevation_degrees <= scene.camera.elevation_degrees[1] + 5);
    CHECK(shot.view.distance >= 2.0 / 1.11);
    CHECK(shot.view.distance <= 2.0 * 1.11);
    CHECK(std::abs(shot.view.roll_degrees) <= 5);
    CHECK(shot.view.fov_degrees == 35);
  }
  CHECK(turned);
  CHECK(lit);
  CHECK(search.shot(shot).lights.size() == scene.lights.size() + 1);
}

TEST_CASE("cameras stay on the scene's side", "[exploration]") {
  SceneDistribution scene;
  scene.camera.azimuth_degrees = {-30, 30};
  const ShotSearch search(scene);
  Rng rng(2);
  PossibleShot shot = search.draw(rng);
  for (int i = 0; i < 200; ++i) {
    shot = search.nearby(shot, 1, rng);
    CHECK(std::abs(shot.view.azimuth_degrees) <= 35);
  }
}

TEST_CASE("inversion comes closer to shapes of the generator than any random one",
          "[exploration]") {
  const TempDir dir;
  ToyTraining toys;
  TrainingConfig config = tiny_config();
  config.generator.initial_bias = 0;  // untrained shapes are half solid
  config.generator.sharpness = 8;
  config.pretraining.domain = PretrainingDomain::boxes;  // trains only the proxy
  config.pretraining.iterations = 150;
  RunFolder run = RunFolder::create(dir / "runs", "toy", "height");
  run.save_setup(config, toys.pictures.scene, dir.path);
  Trainer trainer = toys.trainer(config);
  trainer.pretrain([](int, double) { return true; });
  trainer.save(run.checkpoint_file(0));

  const TrainedGenerator generator(run.path());
  SceneRenderer black_box(toys.renderer, toys.pictures.scene);
  std::vector<VoxelGrid> truths;
  std::vector<ImageU8> pictures;
  Rng rng(5);
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    truths.push_back(generator.sample({seed})[0]);
    const Shot shot = toys.pictures.scene.draw_shot(rng);
    pictures.push_back(black_box.render({{truths.back(), shot}}).picture(0));
  }
  InversionOptions options;
  options.candidates = 100;
  options.starts = 6;
  options.steps = 120;
  const auto inversions = invert(run.path(), {}, toys.renderer, pictures, options);
  REQUIRE(inversions.size() == 3);
  double found = 0, candidate = 0;
  for (const Inversion& inversion : inversions) {
    CHECK(inversion.found.distance < inversion.candidate.distance);
    found += inversion.found.distance;
    candidate += inversion.candidate.distance;
    CHECK(inversion.found.sides.size() == 2);
    // The shape found is the one that the run's generator makes from its latent.
    CHECK(generator.shape(inversion.found.latent).solid.occupancy ==
          inversion.found.shape.solid.occupancy);
  }
  CHECK(found < 0.7 * candidate);

  options.tune = true;
  options.steps = 8;
  const auto tuned = invert(run.path(), {}, toys.renderer, {pictures[0]}, options);
  options.tune = false;
  const auto untuned = invert(run.path(), {}, toys.renderer, {pictures[0]}, options);
  CHECK(tuned[0].found.distance <= untuned[0].found.distance);
}

TEST_CASE("inversion refuses runs without a proxy", "[exploration]") {
  const TempDir dir;
  ToyTraining toys;
  TrainingConfig config = tiny_config();
  config.method = Method::emission_absorption;
  RunFolder run = RunFolder::create(dir / "runs", "toy", "height");
  run.save_setup(config, toys.pictures.scene, dir.path);
  toys.trainer(config).save(run.checkpoint_file(0));
  CHECK_THROWS_WITH(invert(run.path(), {}, toys.renderer, {toys.pictures.picture(0)}),
                    Contains("emission_absorption") && Contains("proxy"));
}

TEST_CASE("a checkpoint before the last stage inverts pictures in its own size",
          "[exploration][stages]") {
  const TempDir dir;
  ToyTraining toys(arranged_lights(LightArrangement::camera), 32);
  TrainingConfig config = tiny_config();
  config.generator.resolution = 32;
  config.generator.initial_bias = 0;
  config.generator.sharpness = 8;
  config.stages.count = 2;
  const RunFolder run = folder_in(dir, config, toys);
  TrainingStages stages(config, toys.pictures, toys.renderer, one_rank());
  stages.trainer().save(run.checkpoint_file(0));
  // A picture of a generated shape, at the run's picture size.
  const VoxelGrid truth = TrainedGenerator(run.path()).sample({0})[0];
  REQUIRE(truth.nx == 16);
  Rng rng(5);
  const Shot shot = toys.pictures.scene.draw_shot(rng);
  SceneRenderer renderer(toys.renderer, toys.pictures.scene);
  const ImageU8 picture = renderer.render({{truth, shot}}).picture(0);
  REQUIRE(picture.width == 32);
  InversionOptions options;
  options.candidates = 20;
  options.starts = 2;
  options.steps = 8;
  options.tune = true;
  const auto inversions = invert(run.path(), {}, toys.renderer, {picture}, options);
  REQUIRE(inversions.size() == 1);
  CHECK(inversions[0].found.shape.solid.nx == 16);
  CHECK(inversions[0].found.picture.width == 16);
  CHECK(inversions[0].found.distance <= inversions[0].candidate.distance);
  CHECK(inversions[0].found.distance < 1);  // 1 is the distance of two random pictures
}

TEST_CASE("the camera of an inversion is the one that took its picture, framed too",
          "[exploration]") {
  const TempDir dir;
  ToyTraining toys(arranged_lights(LightArrangement::camera), 32);
  SceneDistribution& scene = toys.pictures.scene;
  scene.camera.frame_margin = 0.1;
  TrainingConfig config = tiny_config();
  config.generator.initial_bias = -1;
  config.generator.sharpness = 8;
  const RunFolder run = folder_in(dir, config, toys);
  toys.trainer(config).save(run.checkpoint_file(0));
  InversionOptions options;
  options.candidates = 8;
  options.starts = 2;
  options.steps = 0;
  const auto inversions =
      invert(run.path(), {}, toys.renderer, {toys.pictures.picture(3)}, options);
  const InvertedShape& found = inversions.at(0).found;
  REQUIRE(found.shape.solid.count() > 0);
  CHECK(found.shot.view.fov_degrees != scene.camera.fov_degrees[0]);
  // The file's camera, which is not framed again.
  SceneRenderer renderer(toys.renderer, scene);
  const ImageU8 again =
      renderer.render({{found.shape.solid, ShotSearch(scene).shot(found.shot)}}).picture(0);
  int different = 0;
  for (std::size_t i = 0; i < again.samples.size(); ++i)
    different += std::abs(int(again.samples[i]) - int(found.picture.samples[i])) > 8;
  CHECK(different <= 8);  // of 1024: rays that meet an edge round to either side
}
