#include <torch/torch.h>

#include <support/catch.h>

#include <algorithm>

#include <iggan/training/lecam.h>
#include <iggan/training/losses.h>

#include "support/tensors.h"
#include "support/toy_training.h"

using namespace iggan;

TEST_CASE("the discriminator's loss is the sum of two binary cross entropies", "[losses]") {
  // -mean(log s(2), log s(-1)) - mean(log s(-0.5), log s(3)); s is the logistic function
  const double expected =
      -0.5 * (std::log(1 / (1 + std::exp(-2.0))) + std::log(1 / (1 + std::exp(1.0)))) -
      0.5 * (std::log(1 / (1 + std::exp(0.5))) + std::log(1 / (1 + std::exp(-3.0))));
  const auto loss = discriminator_loss(values({2, -1}), values({0.5, -3}));
  CHECK(loss.item<double>() == Approx(expected).epsilon(1e-12));
}

TEST_CASE("the generator's loss is non-saturating", "[losses]") {
  const auto logits = values({-8, -8}).requires_grad_(true);
  const auto loss = generator_loss(logits);
  CHECK(loss.item<double>() == Approx(std::log(1 + std::exp(8.0))).epsilon(1e-12));
  const auto gradient = torch::autograd::grad({loss}, {logits})[0];
  // d/dl -log s(l) = -(1 - s(l)): close to -1 each, halved by the mean, where D is sure of a fake
  CHECK(gradient[0].item<double>() == Approx(-0.5 * (1 - 1 / (1 + std::exp(8.0)))).epsilon(1e-9));
}

TEST_CASE("the loss of vanishing shapes is the squared logarithm of what is missing", "[losses]") {
  auto shapes = torch::full({3, 4, 2, 2, 2}, 0.9);  // albedo does not count
  for (int i = 0; i < 3; ++i) shapes[i][0].fill_(i == 0 ? 0.02 : i == 1 ? 0.01 : 0.0025);
  const double missing = std::log(4.0);
  CHECK(vanishing_loss(shapes, 0.01).item<double>() == Approx(missing * missing / 3).epsilon(1e-5));
  CHECK(vanishing_loss(shapes, 0.002).item<double>() == 0);
}

TEST_CASE("the gradient of vanishing shapes does not vanish with them", "[losses]") {
  for (const double logit : {-8.0, -30.0, -60.0}) {
    const auto logits = torch::full({1, 1, 4, 4, 4}, logit).requires_grad_(true);
    const auto loss = vanishing_loss(logits.sigmoid(), 0.01);
    const auto gradient = torch::autograd::grad({loss}, {logits})[0];
    INFO(logit << ": " << loss.item<double>());
    // d/dl (log m - log s(l))^2 = -2 (log m - log s(l)) (1 - s(l)), over all logits
    CHECK(-gradient.sum().item<double>() ==
          Approx(2 * std::sqrt(loss.item<double>())).epsilon(1e-3));
  }
}

TEST_CASE("a relativistic loss is the mean over pairs of a logistic loss of their difference",
          "[losses]") {
  const double expected = 0.5 * (std::log(1 + std::exp(-2.5)) + std::log(1 + std::exp(4.0)));
  CHECK(relativistic_loss(values({3, -1}), values({0.5, 3})).item<double>() ==
        Approx(expected).epsilon(1e-12));
  // Only differences count: in output matching too.
  CHECK(relativistic_loss(values({103, 99}), values({100.5, 103})).item<double>() ==
        Approx(expected).epsilon(1e-9));
  CHECK(dom_loss(values({50, -2}), values({51, 1}), /*relativistic=*/true).item<double>() ==
        Approx((1.0 + 9.0) / 2));
}

TEST_CASE("sign consistency is the cross entropy of neighbours across a surface", "[losses]") {
  // A wall at x = 1 in rows of three voxels: 0.2 | 0.9, 0.7. Albedo does not count.
  auto shape = torch::full({1, 4, 3, 3, 3}, 0.3, torch::kFloat64);
  for (int x = 0; x < 3; ++x) shape[0][0].select(2, x).fill_(x == 0 ? 0.2 : x == 1 ? 0.9 : 0.7);
  const double expected = -std::log(0.2) - std::log(1 - 0.9);
  CHECK(sign_consistency_loss(shape).item<double>() == Approx(expected).epsilon(1e-5));
  CHECK(sign_consistency_loss(torch::full({2, 1, 4, 4, 4}, 0.9)).item<double>() == 0);

  // The loss removes a single voxel in empty space, and does not act far from a surface.
  auto logits = torch::full({1, 1, 5, 5, 5}, -1.0).requires_grad_(true);
  {
    torch::NoGradGuard no_grad;
    logits[0][0][2][2][2] = 1.0;
  }
  const auto gradient =
      torch::autograd::grad({sign_consistency_loss(logits.sigmoid())}, {logits})[0][0][0];
  CHECK(gradient[2][2][2].item<double>() > 0);
  CHECK(gradient[0][0][0].item<double>() == 0);
}

TEST_CASE("losses from logits stay finite where a sigmoid would round to zero", "[losses]") {
  for (const double logit : {1e4, -1e4}) {
    CHECK(std::isfinite(discriminator_loss(values({logit}), values({logit})).item<double>()));
    CHECK(std::isfinite(generator_loss(values({logit})).item<double>()));
    CHECK(std::isfinite(dom_loss(values({logit}), values({-logit})).item<double>()));
  }
}

TEST_CASE("the proxy's L2 is a sum over pixels and a mean over the batch", "[losses]") {
  const auto proxy = torch::zeros({2, 3, 4, 5});
  const auto target = torch::stack({torch::full({3, 4, 5}, 0.5), torch::full({3, 4, 5}, 0.1)});
  const auto loss = proxy_l2_loss(proxy, target);
  CHECK(loss.dim() == 0);
  CHECK(loss.item<double>() == Approx(0.5 * 60 * (0.25 + 0.01)).epsilon(1e-6));  // float32 sum
}

TEST_CASE("discriminator output matching is one number for any batch, zero only at equality",
          "[losses]") {
  const auto a = values({0.3, -2, 5}), b = values({0.3, 1, 5});
  const auto loss = dom_loss(a, b);
  CHECK(loss.dim() == 0);  // an unreduced vector fails in backward for batches above one
  const double difference = std::log(1 / (1 + std::exp(2.0))) - std::log(1 / (1 + std::exp(-1.0)));
  CHECK(loss.item<double>() == Approx(difference * difference / 3).epsilon(1e-12));
  CHECK(dom_loss(a, a).item<double>() == 0);
}

TEST_CASE("R1 and R2 of a linear discriminator are gamma / 2 times its squared weights",
          "[losses]") {
  const auto weights = torch::tensor({1.0, -2.0, 0.5, 3.0}, torch::kFloat64);
  const auto pictures = torch::rand({3, 1, 2, 2}, torch::kFloat64).requires_grad_(true);
  const auto logits = torch::mv(pictures.flatten(1), weights);
  CHECK(gradient_penalty(logits, pictures, 4.0).item<double>() ==
        Approx(2.0 * (1 + 4 + 0.25 + 9)).epsilon(1e-12));
}

TEST_CASE("LeCam keeps D's output on either kind close to the average of the other", "[losses]") {
  const auto real = values({2, 0.5, -1}), fake = values({-2, 1, 0});
  // a_R = 0.5, a_F = -0.5: real is 2.5, 1 above a_F, and -1 below it; fake is 2.5, 0.5 below a_R.
  const double expected = (2.5 * 2.5 + 1) / 3 + (2.5 * 2.5 + 0.25) / 3;
  CHECK(lecam_loss(real, fake, 0.5, -0.5).item<double>() == Approx(expected).epsilon(1e-12));

  // The moving averages start with the first batch, and then move a hundredth of the way.
  Lecam lecam(0.1);
  CHECK(lecam.loss(values({1, 3}), values({-1}), *one_rank()).item<double>() ==
        Approx(0.1 * ((4 + 16) / 2.0 + 9)).epsilon(1e-12));  // a_R = 2, a_F = -1
  const double real_mean = 2 - 0.02, fake_mean = -1 + 0.01;  // of 0 and 0
  CHECK(lecam.loss(values({0}), values({0}), *one_rank()).item<double>() ==
        Approx(0.1 * (fake_mean * fake_mean + real_mean * real_mean)).epsilon(1e-12));
}

TEST_CASE("a relativistic discriminator is judged by real minus generated, wherever its zero is",
          "[training]") {
  const auto figures = [](float shift) {
    ToyTraining toy;
    TrainingConfig config = tiny_config();
    config.loss.relativistic = true;
    config.augmentation.translation = config.augmentation.adaptive = true;
    config.augmentation.adaptive_target = 0;
    config.augmentation.adaptive_pictures = 200;
    config.optimizer.discriminator_rate = 1e-3;
    Trainer trainer = toy.trainer(config);
    {
      torch::NoGradGuard no_grad;
      trainer.discriminator()->named_parameters()["out.bias"].add_(shift);
    }
    std::vector<double> accuracies;
    double probability = 0;
    for (int i = 0; i < 9; ++i) {
      const StepStatistics step = trainer.step();
      accuracies.push_back(step.discriminator_accuracy);
      probability = step.augmentation_probability;
    }
    return std::pair{accuracies, probability};
  };
  // Without the differences all pictures would count as real, or as generated: an accuracy of 1/2,
  // and a probability that rises with one shift and stays 0 with the other.
  const auto [accuracies, probability] = figures(0);
  CHECK(std::count(accuracies.begin(), accuracies.end(), 0.5) < 5);
  for (const float shift : {-8.0f, 8.0f}) {
    INFO(shift);
    const auto shifted = figures(shift);
    for (std::size_t i = 0; i < accuracies.size(); ++i)
      CHECK(shifted.first[i] == Approx(accuracies[i]).margin(0.13));  // two of 16 pairs: rounding
    CHECK(shifted.second == Approx(probability));
  }

  // The gate uses the same figure.
  ToyTraining toy;
  TrainingConfig config = tiny_config();
  config.loss.relativistic = true;
  config.training.discriminator_gate = 0.5;
  Trainer gated = toy.trainer(config);
  for (int i = 0; i < 6; ++i) {
    const StepStatistics step = gated.step();
    CHECK((step.discriminator_skipped > 0) == (step.discriminator_accuracy > 0.5));
  }
}
