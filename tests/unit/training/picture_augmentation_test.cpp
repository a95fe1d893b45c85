#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/training/augmentation.h>
#include <iggan/training/augmentation_strength.h>
#include <iggan/training/iggan_method.h>
#include <iggan/training/trainer.h>

#include "support/temp_dir.h"
#include "support/tensors.h"
#include "support/toy_training.h"

using namespace iggan;

namespace {

AugmentationOptions every_augmentation() {
  AugmentationOptions options;
  options.colour = options.translation = options.cutout = options.affine = true;
  return options;
}

SceneDistribution coloured_scene(int height, int width) {
  SceneDistribution scene;
  scene.height = height;
  scene.width = width;
  scene.channels = 3;
  scene.background = {1, 0.2, 0};
  return scene;
}

/// sRGB bytes of that background over 255: 0.2 is encoded as 0.4845, byte 124.
torch::Tensor coloured_background() {
  return values({1, 124.0 / 255, 0}).view({3, 1, 1});
}

}  // namespace

TEST_CASE("augmentation that is off draws nothing and changes nothing", "[training]") {
  const Augmenter augmenter({}, coloured_scene(8, 8));
  Rng rng(5);
  const Augmentation changes = augmenter.draw(3, 1, rng);
  CHECK(changes.empty());
  CHECK(rng.state() == Rng(5).state());
  const torch::Tensor pictures = noise({3, 3, 8, 8});
  CHECK(augmenter.apply(pictures, changes).is_same(pictures));
}

TEST_CASE("augmentation draws equally many numbers for any probability, within its limits",
          "[training]") {
  const Augmenter augmenter(every_augmentation(), coloured_scene(16, 24));
  Rng never(5), always(5), half(5);
  for (const PictureChange& change : augmenter.draw(500, 0, never)) {
    CHECK((change.turn_degrees == 0 && change.scale == 1 && change.right == 0 && change.down == 0));
    CHECK((change.brightness == 0 && change.saturation == 1 && change.contrast == 1));
    CHECK_FALSE(change.cut);
  }
  std::int64_t right = 0, left = 0, down = 0;
  double darkest = 0, least_contrast = 1, most_saturation = 1;
  for (const PictureChange& change : augmenter.draw(500, 1, always)) {
    right = std::max(right, change.right);
    left = std::min(left, change.right);
    down = std::max(down, change.down);
    darkest = std::min(darkest, change.brightness);
    least_contrast = std::min(least_contrast, change.contrast);
    most_saturation = std::max(most_saturation, change.saturation);
    CHECK(change.cut);
    CHECK((change.cut_left >= -6 && change.cut_left <= 18 && change.cut_top >= -4));
  }
  CHECK((right == 3 && left == -3 && down == 2));  // an eighth of 24 and of 16
  // 500 draws come within 2 % of the ends: one in 20,000 seeds would miss.
  CHECK((darkest >= -0.25 && darkest < -0.24));
  CHECK((least_contrast >= 0.5 && least_contrast < 0.52));
  CHECK((most_saturation <= 2 && most_saturation > 1.96));
  int moved = 0;
  for (const PictureChange& change : augmenter.draw(500, 0.5, half)) moved += change.scale != 1;
  CHECK(std::abs(moved - 250) < 45);  // 4 sigma
  CHECK(never.state() == always.state());
  CHECK(never.state() == half.state());
}

TEST_CASE("moved-in and cut-out areas of a picture get the set's background", "[training]") {
  const Augmenter augmenter(every_augmentation(), coloured_scene(16, 24));
  const torch::Tensor pictures = noise({2, 3, 16, 24});
  Augmentation changes(2);
  changes[0].right = 3;
  changes[0].down = -2;
  const torch::Tensor moved = augmenter.apply(pictures, changes);
  CHECK(torch::allclose(moved[1], pictures[1]));
  CHECK(torch::allclose(moved[0].slice(1, 0, 14).slice(2, 3, 24),
                        pictures[0].slice(1, 2, 16).slice(2, 0, 21)));
  const torch::Tensor background = coloured_background().expand({3, 16, 24});
  CHECK(torch::allclose(moved[0].slice(1, 14, 16), background.slice(1, 14, 16)));
  CHECK(torch::allclose(moved[0].slice(2, 0, 3), background.slice(2, 0, 3)));

  changes = Augmentation(2);
  changes[1].cut = true;
  changes[1].cut_left = -6;
  changes[1].cut_top = 5;
  const torch::Tensor cut = augmenter.apply(pictures, changes);
  CHECK(torch::equal(cut[0], pictures[0]));
  torch::Tensor expected = pictures[1].clone();
  expected.slice(1, 5, 13).slice(2, 0, 6).copy_(background.slice(1, 5, 13).slice(2, 0, 6));
  CHECK(torch::equal(cut[1], expected));

  // A picture of only background stays the same when it is moved, turned or cut.
  AugmentationOptions places = every_augmentation();
  places.colour = false;
  const Augmenter mover(places, coloured_scene(16, 24));
  Rng rng(3);
  const torch::Tensor empty = background.unsqueeze(0).repeat({20, 1, 1, 1});
  CHECK(torch::allclose(mover.apply(empty, mover.draw(20, 1, rng)), empty));
}

TEST_CASE("colours change by brightness, then saturation, then contrast", "[training]") {
  const Augmenter augmenter(every_augmentation(), coloured_scene(1, 2));
  // Two pixels: (0.1, 0.3, 0.8), whose mean is 0.4, and (0.6, 0.6, 0.6).
  const torch::Tensor picture = values({0.1, 0.6, 0.3, 0.6, 0.8, 0.6}).view({1, 3, 1, 2});
  Augmentation changes(1);
  changes[0].brightness = 0.1;
  changes[0].saturation = 2;
  changes[0].contrast = 0.5;
  // 0.2 0.4 0.9 -> -0.1 0.3 1.3 about 0.5; the picture's mean is then 0.6
  const auto expected = values({0.25, 0.65, 0.45, 0.65, 0.95, 0.65}).view({1, 3, 1, 2});
  CHECK(torch::allclose(augmenter.apply(picture, changes), expected, 1e-9, 1e-12));
}

TEST_CASE("a picture turns clockwise and grows about its middle", "[training]") {
  const Augmenter augmenter(every_augmentation(), coloured_scene(8, 16));
  // A bar from the middle to the right border.
  torch::Tensor picture = coloured_background().expand({3, 8, 16}).clone().unsqueeze(0);
  picture.slice(2, 3, 5).slice(3, 8, 16).fill_(0.7);
  Augmentation changes(1);
  changes[0].turn_degrees = 90;
  const torch::Tensor turned = augmenter.apply(picture, changes);
  // Now it extends down to the lower border. Inside, away from its edges, it is 0.7.
  CHECK(torch::allclose(turned[0].slice(1, 5, 8).slice(2, 7, 9),
                        torch::full({3, 3, 2}, 0.7, torch::kFloat64)));
  CHECK(torch::allclose(turned[0].slice(2, 10, 16), coloured_background().expand({3, 8, 6})));
  changes[0] = {};
  changes[0].scale = 2;
  const torch::Tensor larger = augmenter.apply(picture, changes);
  CHECK(torch::allclose(larger[0].slice(1, 3, 5).slice(2, 9, 16),
                        torch::full({3, 2, 7}, 0.7, torch::kFloat64)));
  CHECK(std::abs(larger[0][0][0].mean().item<double>() - 1) < 1e-6);
}

TEST_CASE("augmentation's gradient equals central differences", "[training]") {
  const Augmenter augmenter(every_augmentation(), coloured_scene(6, 7));
  Rng rng(2);
  const Augmentation changes = augmenter.draw(3, 1, rng);
  const torch::Tensor pictures = noise({3, 3, 6, 7});
  const torch::Tensor weights = torch::rand({3, 3, 6, 7}, torch::kFloat64);
  const auto loss = [&](const torch::Tensor& x) {
    return (augmenter.apply(x, changes).pow(2) * weights).sum();
  };
  const torch::Tensor leaf = pictures.clone().requires_grad_(true);
  const torch::Tensor gradient = torch::autograd::grad({loss(leaf)}, {leaf})[0].flatten();
  constexpr double kStep = 1e-5;
  double largest = 0;
  for (std::int64_t i = 0; i < pictures.numel(); i += 5) {
    torch::Tensor above = pictures.clone(), below = pictures.clone();
    above.view(-1)[i] += kStep;
    below.view(-1)[i] -= kStep;
    const double expected = (loss(above) - loss(below)).item<double>() / (2 * kStep);
    CHECK(gradient[i].item<double>() == Approx(expected).margin(1e-7));
    largest = std::max(largest, std::abs(expected));
  }
  CHECK(largest > 0.1);
}

namespace {

/// Every picture is white: alpha 1 and more light than is shown.
struct WhiteRenderer : HeightRenderer {
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override {
    std::fill_n(rgba, jobs.size() * std::size_t(width) * std::size_t(height) * 4, 1.0f);
  }
};

}  // namespace

TEST_CASE(
    "a proxy that draws what the black box draws matches D's output exactly, however strong "
    "the augmentation",
    "[training]") {
  for (const bool shared : {true, false}) {
    ToyTraining toy;
    TrainingConfig config = tiny_config();
    config.augmentation = every_augmentation();
    config.training.share_proxy_forward = shared;
    WhiteRenderer renderer;
    Trainer trainer(config, toy.pictures, renderer);
    {
      torch::NoGradGuard no_grad;
      auto& proxy = dynamic_cast<IgganMethod&>(trainer.method()).proxy();
      for (auto& parameter : proxy.named_parameters())  // white: the sigmoid of 100 is 1
        parameter.value().fill_(parameter.key() == "out.bias" ? 100 : 0);
    }
    // Two draws would differ: D is not constant.
    const Augmenter augmenter(config.augmentation, toy.pictures.scene);
    Rng rng(1);
    const auto judged = [&] {
      return trainer.discriminator()->forward(
          augmenter.apply(torch::ones({4, 1, 16, 16}), augmenter.draw(4, 1, rng)));
    };
    CHECK((judged() - judged()).abs().max().item<double>() > 0.05);
    for (int i = 0; i < 3; ++i) {
      const StepStatistics step = trainer.step();
      CHECK(step.proxy_l2 == 0);
      CHECK(step.dom == 0);
      CHECK(step.augmentation_probability == 1);
    }
  }
}

TEST_CASE(
    "adaptive augmentation rises while D overfits the real pictures, and falls when it does not",
    "[training]") {
  AugmentationOptions options = every_augmentation();
  CHECK(AugmentationStrength(options).probability() == 1);
  options.probability = 0.3;
  AugmentationStrength fixed(options);
  fixed.observe(values({1, 1}));
  CHECK(fixed.probability() == 0.3);

  options.adaptive = true;
  options.adaptive_pictures = 100;
  AugmentationStrength strength(options);
  const torch::Tensor sure = values({3, 1, 2, 4, 1}), unsure = values({3, -1, 2, -4, 1});
  for (int i = 0; i < 3; ++i) strength.observe(sure);
  CHECK(strength.probability() == 0);
  strength.observe(sure);  // 4 iterations of 5 pictures, of 100
  CHECK(strength.probability() == Approx(0.2));
  // An unsure batch has mean sign 0.2. One of four gives (3 + 0.2) / 4 = 0.8, above the target of
  // 0.6.
  strength.observe(unsure);
  for (int i = 0; i < 3; ++i) strength.observe(sure);
  CHECK(strength.probability() == Approx(0.4));
  for (int i = 0; i < 4; ++i) strength.observe(unsure);
  CHECK(strength.probability() == Approx(0.2));
  for (int i = 0; i < 40; ++i) strength.observe(sure);
  CHECK(strength.probability() == Approx(0.8));
  for (int i = 0; i < 40; ++i) strength.observe(unsure);
  CHECK(strength.probability() == 0);

  TrainingConfig config;
  config.augmentation.adaptive = true;
  CHECK_THROWS_WITH(validate(config), Contains("augmentation.adaptive"));
}

TEST_CASE("augmented training resumes bit-identically, even from a checkpoint of plain training",
          "[training]") {
  TempDir folder;
  TrainingConfig config = tiny_config();
  ToyTraining plain;
  plain.trainer(config).save(folder / "plain.safetensors");
  config.augmentation = every_augmentation();
  config.augmentation.adaptive = true;
  config.augmentation.adaptive_target = 0;  // such a tiny D is sure of little
  config.augmentation.adaptive_pictures = 50;
  config.loss.r1_gamma = 1;
  ToyTraining toy, other;
  Trainer trainer = toy.trainer(config);
  for (int i = 0; i < 6; ++i) trainer.step();  // between two changes of p
  trainer.save(folder / "six.safetensors");
  double probability = 0;
  for (int i = 0; i < 6; ++i) probability += trainer.step().augmentation_probability;
  CHECK(probability > 0);
  trainer.save(folder / "twelve.safetensors");
  Trainer resumed = other.trainer(config);
  resumed.load(folder / "six.safetensors");
  for (int i = 0; i < 6; ++i) resumed.step();
  resumed.save(folder / "resumed.safetensors");
  CHECK((bytes_of(folder / "twelve.safetensors") == bytes_of(folder / "resumed.safetensors")));

  resumed.load(folder / "plain.safetensors");
  CHECK(std::isfinite(resumed.step().generator_loss));
}
