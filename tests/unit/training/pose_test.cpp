#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/training/pose.h>
#include <iggan/training/trainer.h>

#include "support/temp_dir.h"
#include "support/tensors.h"
#include "support/toy_training.h"

using namespace iggan;

namespace {

constexpr Interval kElevations{-20, 60};
constexpr std::size_t kBins = ElevationHistogram::kBins;  // of 5 degrees

std::vector<Shot> shots_at(const std::vector<std::pair<double, double>>& azimuth_elevation) {
  std::vector<Shot> shots;
  for (const auto& [azimuth, elevation] : azimuth_elevation) {
    OrbitView view;
    view.azimuth_degrees = azimuth;
    view.elevation_degrees = elevation;
    view.roll_degrees = 25;
    view.distance = 1.7;
    shots.push_back({orbit_camera(CameraKind::perspective, view), {}});
  }
  return shots;
}

double mean_of(const std::vector<double>& weights) {
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    sum += weights[i] * (kElevations[0] + 5 * (double(i) + 0.5));
    all += weights[i];
  }
  return sum / all;
}

double share_of(const std::vector<double>& weights, std::size_t first, std::size_t last) {
  double sum = 0;
  for (std::size_t i = first; i <= last; ++i) sum += weights[i];
  return sum;
}

/// The weights that a histogram learns if cameras have these weights. The guesses shrink the
/// distance from 20 degrees to 60 %, and have noise of 8 degrees.
std::vector<double> learned(const std::vector<double>& truth) {
  Rng rng(1);
  ElevationHistogram histogram(kElevations);
  CameraDistribution cameras;
  cameras.elevation_degrees = kElevations;
  const auto draw = [&](const std::vector<double>& weights) {
    cameras.elevation_weights = weights;
    return cameras.draw(rng).elevation_degrees;
  };
  const auto guess = [&](double degrees) { return 20 + 0.6 * (degrees - 20) + 8 * rng.normal(); };
  for (int step = 0; step < 120; ++step) {
    std::vector<double> taken, guessed, real;
    for (int i = 0; i < 800; ++i) {
      taken.push_back(draw(histogram.weights()));
      guessed.push_back(guess(taken.back()));
      real.push_back(guess(draw(truth)));
    }
    histogram.add_generated(taken, guessed);
    histogram.add_real(real);
    histogram.update(0.1);
  }
  return histogram.weights();
}

}  // namespace

TEST_CASE("a picture's pose is its camera's direction, whatever its roll and distance",
          "[training]") {
  const torch::Tensor poses =
      pose_targets(shots_at({{30, 40}, {200, -20}, {-90, 60}}), kElevations);
  const double c = std::cos(M_PI / 6), s = std::sin(M_PI / 6);
  const double c2 = std::cos(200 * M_PI / 180), s2 = std::sin(200 * M_PI / 180);
  const auto expected = values({c, s, 0.5, c2, s2, -1, 0, -1, 1}).view({3, 3}).to(torch::kFloat32);
  CHECK(torch::allclose(poses, expected, 1e-5, 1e-5));
  const std::vector<double> degrees = elevations_of(poses, kElevations);
  CHECK(degrees[0] == Approx(40).margin(1e-3));
  CHECK(degrees[1] == Approx(-20).margin(1e-3));

  torch::Tensor read = pose_targets(shots_at({{350, 44}, {200, -14}, {-90, 60}}), kElevations);
  read.slice(1, 0, 2) *= 3;  // the length says nothing
  const PoseError error = pose_error(read, poses, kElevations);
  CHECK(error.azimuth == Approx(40.0 / 3).margin(1e-3));
  CHECK(error.elevation == Approx(10.0 / 3).margin(1e-3));
}

TEST_CASE("a histogram of elevations is recovered from noisy guesses that shrink to the middle",
          "[training]") {
  std::vector<double> one(kBins), two(kBins), ramp(kBins);
  one[12] = 1;  // 40 to 45 degrees; guesses of it have a mean of 33.5
  two[2] = two[12] = 1;
  for (std::size_t i = 0; i < kBins; ++i) ramp[i] = double(i + 1) / 136;

  const std::vector<double> of_one = learned(one);
  CHECK(std::abs(mean_of(of_one) - 42.5) < 3);
  CHECK(share_of(of_one, 10, 14) > 0.7);
  CHECK(share_of(of_one, 0, kBins - 1) == Approx(1));

  const std::vector<double> of_two = learned(two);
  CHECK(std::abs(mean_of(of_two) - 17.5) < 3);
  CHECK(share_of(of_two, 6, 8) < 0.5 * share_of(of_two, 1, 3));  // guesses alone have one peak
  CHECK(share_of(of_two, 6, 8) < 0.5 * share_of(of_two, 11, 13));

  const std::vector<double> of_ramp = learned(ramp);
  for (std::size_t i = 0; i < kBins; ++i) CHECK(std::abs(of_ramp[i] - ramp[i]) < 0.02);
}

TEST_CASE("a reader of elevations that has learned nothing changes little", "[training]") {
  Rng rng(3);
  ElevationHistogram histogram(kElevations);
  for (int step = 0; step < 100; ++step) {
    std::vector<double> taken, guessed, real;
    for (int i = 0; i < 800; ++i) {
      taken.push_back(rng.uniform(kElevations[0], kElevations[1]));
      guessed.push_back(20 + 8 * rng.normal());
      real.push_back(30 + 8 * rng.normal());
    }
    histogram.add_generated(taken, guessed);
    histogram.add_real(real);
    histogram.update(0.1);
  }
  CHECK(std::abs(mean_of(histogram.weights()) - 20) < 5);
}

TEST_CASE("elevations are learned only while the head reads generated pictures well",
          "[training]") {
  CameraPriorOptions options;
  options.learn_elevation = true;
  options.every = 5;
  options.begin_degrees = 10;
  options.rate = 0.5;
  const auto poses = [](double first, double second) {
    return pose_targets(shots_at({{0, first}, {0, second}}), kElevations);
  };
  ElevationLearner blind(options, kElevations), seeing(options, kElevations);
  for (int i = 0; i < 20; ++i) {
    blind.observe(poses(0, 40), poses(20, 20), poses(40, 40));
    seeing.observe(poses(0, 40), poses(0, 40), poses(40, 40));
  }
  CHECK(blind.weights() == std::vector<double>(kBins, 1.0 / kBins));
  CHECK(mean_of(seeing.weights()) > 25);
}

namespace {

/// Every picture is as bright as its camera is high.
struct ElevationRenderer : HeightRenderer {
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override {
    const std::size_t samples = std::size_t(width) * std::size_t(height) * 4;
    for (const RenderJob& job : jobs) {
      const float bright = 0.1f + job.camera.to_world[9];
      for (std::size_t i = 0; i < samples; ++i) *rgba++ = i % 4 == 3 ? 1.0f : bright * bright;
    }
  }
};

/// A scene whose cameras may be anywhere from 15 to 50 degrees, with all pictures taken from 44.
PictureSet pictures_from_above(Renderer& renderer) {
  PictureSet set = toy_pictures(renderer, 40, arranged_lights(LightArrangement::camera));
  SceneDistribution high = set.scene;
  high.camera.elevation_degrees = {44, 44};
  BlackBox black_box(renderer, high);
  Rng rng(4);
  std::vector<Shot> shots;
  for (int i = 0; i < 40; ++i) shots.push_back(high.draw_shot(rng));
  const auto images =
      black_box.render(random_boxes(40, 16, rng), shots, std::vector<std::uint64_t>(40));
  const auto bytes = (images.permute({0, 2, 3, 1}) * 255 + 0.5).to(torch::kUInt8).contiguous();
  std::copy_n(bytes.data_ptr<std::uint8_t>(), set.pixels.size(), set.pixels.begin());
  return set;
}

TrainingConfig learning_config() {
  TrainingConfig config = tiny_config();
  config.discriminator.pose_head = true;
  config.camera_prior.learn_elevation = true;
  config.camera_prior.every = 5;
  config.camera_prior.begin_degrees = 4;
  config.camera_prior.rate = 0.3;
  return config;
}

}  // namespace

TEST_CASE("if all pictures are taken from one elevation, the cameras learn it", "[training]") {
  ElevationRenderer renderer;
  const PictureSet pictures = pictures_from_above(renderer);
  TrainingConfig config = learning_config();
  config.training.batch_size = 16;
  config.training.views_per_shape = 8;
  config.proxy.step_voxels = 4;
  config.proxy.layers = 1;
  config.optimizer.discriminator_rate = 3e-3;
  Trainer trainer(config, pictures, renderer);
  const StepStatistics first = trainer.step();
  CHECK(first.pose_elevation_error > 0);
  CHECK(std::abs(first.camera_elevation - 32.5) < 8);  // uniform from 15 to 50
  StatisticsWindow window;
  for (int i = 0; i < 60; ++i) {
    const StepStatistics step = trainer.step();
    if (i >= 45) window.add(step);
  }
  const StepStatistics last = window.take();
  CHECK(last.pose_elevation_error < 4);
  CHECK(last.camera_elevation > 39);
  const auto& weights = trainer.scene().camera.elevation_weights;
  REQUIRE(weights.size() == kBins);
  CHECK(share_of(weights, 11, 15) > 0.6);  // 39 to 50 degrees
  CHECK(share_of(weights, 0, 5) < 0.15);
}

TEST_CASE("training with all options for few pictures resumes bit-identically", "[training]") {
  TempDir folder;
  TrainingConfig config = learning_config();
  config.camera_prior.begin_degrees = 90;
  config.augmentation.colour = config.augmentation.translation = config.augmentation.cutout = true;
  config.augmentation.adaptive = true;
  config.augmentation.adaptive_target = 0;
  config.augmentation.adaptive_pictures = 50;
  config.loss.r1_gamma = config.loss.r2_gamma = 1;
  config.loss.lecam_weight = 0.1;
  ToyTraining toy, other;
  Trainer trainer = toy.trainer(config);
  const auto begun = trainer.scene().camera.elevation_weights;
  for (int i = 0; i < 7; ++i) trainer.step();
  trainer.save(folder / "seven.safetensors");
  for (int i = 0; i < 7; ++i) CHECK(std::isfinite(trainer.step().generator_loss));
  CHECK(trainer.scene().camera.elevation_weights != begun);
  trainer.save(folder / "fourteen.safetensors");
  Trainer resumed = other.trainer(config);
  resumed.load(folder / "seven.safetensors");
  for (int i = 0; i < 7; ++i) resumed.step();
  resumed.save(folder / "resumed.safetensors");
  CHECK((bytes_of(folder / "fourteen.safetensors") == bytes_of(folder / "resumed.safetensors")));
}

TEST_CASE(
    "a pose head changes no random draw and no other weight, and a checkpoint without one is "
    "refused",
    "[training]") {
  TempDir folder;
  ToyTraining toy;
  TrainingConfig config = tiny_config();
  Trainer plain = toy.trainer(config);
  plain.save(folder / "plain.safetensors");
  config.discriminator.pose_head = true;
  Trainer posed = toy.trainer(config);
  const torch::Tensor pictures = torch::rand({4, 1, 16, 16});
  CHECK(torch::equal(plain.discriminator()->forward(pictures),
                     posed.discriminator()->forward(pictures)));
  CHECK_FALSE(plain.discriminator()->judge(pictures).pose.defined());
  CHECK(posed.discriminator()->judge(pictures).pose.sizes().vec() ==
        std::vector<std::int64_t>{4, 3});
  CHECK_THROWS_WITH(posed.load(folder / "plain.safetensors"), Contains("lacks the layer pose"));

  config.discriminator.pose_head = false;
  config.camera_prior.learn_elevation = true;
  CHECK_THROWS_WITH(validate(config), Contains("camera_prior.learn_elevation"));
}

TEST_CASE("a pose-aware discriminator adds a score for the pose that it reads", "[training]") {
  DiscriminatorOptions options;
  options.base_channels = 8;
  options.pose_head = options.pose_aware = true;
  options.spectral_norm = false;
  Discriminator d(options, 1, 16, 16, 3);
  const torch::Tensor pictures = torch::rand({5, 1, 16, 16});
  options.pose_aware = false;
  Discriminator plain(options, 1, 16, 16, 3);
  torch::NoGradGuard no_grad;
  for (const auto& item : plain->named_parameters())
    item.value().copy_(d->named_parameters()[item.key()]);
  const torch::Tensor seen = plain->features(pictures, plain->normalized_weights()).back();
  auto of_d = d->named_parameters();
  const torch::Tensor posed =
      torch::linear(seen.flatten(1), of_d["posed.weight"], of_d["posed.bias"]);
  const Judgement judgement = d->judge(pictures);
  const torch::Tensor added = (posed * judgement.pose).sum(1);
  CHECK(added.abs().max().item<double>() > 1e-3);
  CHECK(torch::allclose(judgement.logits, plain->forward(pictures) + added, 1e-5, 1e-5));
  TrainingConfig config;
  config.discriminator.pose_aware = true;
  CHECK_THROWS_WITH(validate(config), Contains("discriminator.pose_head=true"));
}
