#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/models/discriminator.h>
#include <iggan/models/generator.h>
#include <iggan/models/layers.h>
#include <iggan/models/moving_average.h>
#include <iggan/models/proxy_renderer.h>
#include <iggan/scene/scene_distribution.h>

using namespace iggan;

namespace {

GeneratorOptions small_generator() {
  GeneratorOptions options;
  options.resolution = 16;
  options.base_channels = 32;
  options.min_channels = 16;
  return options;
}

}  // namespace

TEST_CASE("the generator makes occupancy of the requested size, with and without style",
          "[models]") {
  for (const auto style : {GeneratorStyle::none, GeneratorStyle::adain}) {
    GeneratorOptions options = small_generator();
    options.style = style;
    VoxelGenerator generator(options, 1, 1);
    const auto z = torch::randn({3, options.latent_size});
    const auto x = generator->forward(z);
    REQUIRE(x.sizes() == torch::IntArrayRef({3, 1, 16, 16, 16}));
    CHECK(x.min().item<double>() > 0);
    CHECK(x.max().item<double>() < 1);
    x.sum().backward();
    for (const auto& item : generator->named_parameters()) {
      INFO(item.key());
      CHECK(item.value().grad().abs().sum().item<double>() > 0);
    }
  }
}

TEST_CASE("in colour the generator makes albedo that starts about mid-gray and is not sharpened",
          "[models]") {
  GeneratorOptions options = small_generator();
  options.colour = true;
  VoxelGenerator generator(options, 4, 1);
  options.sharpness = 2 * options.sharpness;
  VoxelGenerator sharper(options, 4, 1);
  const auto z = torch::randn({3, options.latent_size});
  const auto x = generator->forward(z), sharp = sharper->forward(z);
  REQUIRE(x.sizes() == torch::IntArrayRef({3, 4, 16, 16, 16}));
  const auto albedo = x.slice(1, 1, 4);
  CHECK(albedo.mean().item<double>() == Approx(0.5).margin(0.1));
  CHECK(x.select(1, 0).mean().item<double>() < albedo.mean().item<double>());  // initial_bias
  CHECK(torch::equal(sharp.slice(1, 1, 4), albedo));
  const auto p = x.select(1, 0).pow(2), q = (1 - x.select(1, 0)).pow(2);  // twice the logit
  CHECK(torch::allclose(sharp.select(1, 0), p / (p + q), 1e-4, 1e-6));
  x.sum().backward();
  for (const auto& item : generator->named_parameters()) {
    INFO(item.key());
    CHECK(item.value().grad().abs().sum().item<double>() > 0);
  }
}

TEST_CASE("a generated shape does not depend on its batch", "[models]") {
  VoxelGenerator generator(small_generator(), 1, 1);
  torch::NoGradGuard no_grad;
  const auto z = torch::randn({4, 64});
  const auto together = generator->forward(z);
  const auto alone = generator->forward(z.slice(0, 2, 3));
  CHECK(torch::allclose(together.slice(0, 2, 3), alone, 1e-5,
                        1e-6));  // float32 sums in a different order
}

TEST_CASE("a new generator has no checkerboard: the phases of its sub-pixel head start equal",
          "[models]") {
  GeneratorOptions options = small_generator();
  options.smooth_head = false;  // which would mix neighbouring blocks
  VoxelGenerator generator(options, 1, 3);
  torch::NoGradGuard no_grad;
  const auto x = generator->forward(torch::randn({2, 64}));
  const auto blocks = x.view({2, 8, 2, 8, 2, 8, 2});
  const auto mean = blocks.mean({2, 4, 6}, true);
  const double checkerboard = (blocks - mean).pow(2).mean().item<double>();
  CHECK(checkerboard < 1e-10);
  CHECK(x.var().item<double>() > 1e-4);  // and it is not constant
}

TEST_CASE("the smoothed head has no pattern of period two, whatever its weights", "[models]") {
  double energy[2];
  for (const bool smoothed : {false, true}) {
    GeneratorOptions options = small_generator();
    options.smooth_head = smoothed;
    VoxelGenerator generator(options, 1, 3);
    torch::NoGradGuard no_grad;
    for (auto& item : generator->named_parameters())
      if (item.key() == "head.bias")  // phases that disagree: a stripe along x
        item.value().copy_(torch::tensor({-1.f, 1.f, -1.f, 1.f, -1.f, 1.f, -1.f, 1.f}));
    const auto logits = torch::logit(generator->forward(torch::randn({2, 64})));
    const auto sign = 1 - 2 * torch::arange(16).remainder(2).to(torch::kFloat32);
    energy[smoothed ? 1 : 0] =
        (logits.slice(4, 1, 15) * sign.slice(0, 1, 15)).mean().abs().item<double>();
  }
  CHECK(energy[0] > 0.5);
  CHECK(energy[1] < 0.05);
}

TEST_CASE("a convolution of an upsampled volume needs no upsampled volume", "[models]") {
  const auto options = torch::TensorOptions().dtype(torch::kFloat64);
  torch::manual_seed(5);
  const auto x = torch::randn({2, 3, 2, 3, 4}, options).requires_grad_(true);
  const auto weight = torch::randn({5, 3, 3, 3, 3}, options).requires_grad_(true);
  const auto bias = torch::randn({5}, options).requires_grad_(true);
  const auto plain = torch::conv3d(torch::upsample_nearest3d(x, {4, 6, 8}), weight, bias, 1, 1);
  const auto fused = upsampled_conv3d(x, weight, bias);
  REQUIRE(fused.sizes() == torch::IntArrayRef({2, 5, 4, 6, 8}));
  CHECK(torch::allclose(fused, plain, 1e-12, 1e-12));
  CHECK(torch::allclose(upsampled_conv3d(x, weight, {}) + bias.view({5, 1, 1, 1}), plain, 1e-12,
                        1e-12));

  const auto above = torch::randn(plain.sizes(), options);
  const auto expected = torch::autograd::grad({plain}, {x, weight, bias}, {above});
  const auto got = torch::autograd::grad({fused}, {x, weight, bias}, {above});
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(torch::allclose(got[i], expected[i], 1e-12, 1e-12));
}

TEST_CASE("equal seeds give equal weights and different seeds different ones", "[models]") {
  VoxelGenerator a(small_generator(), 1, 9), b(small_generator(), 1, 9),
      c(small_generator(), 1, 10);
  CHECK(torch::equal(a->parameters()[0], b->parameters()[0]));
  CHECK_FALSE(torch::equal(a->parameters()[0], c->parameters()[0]));
}

TEST_CASE("spectral normalisation divides by the largest singular value", "[models]") {
  const auto weight = torch::randn({12, 20}) * 3;
  SpectralNorm norm(weight);
  norm->reset(1);
  for (int i = 0; i < 200; ++i) norm->update(weight);
  const auto singular =
      std::get<1>(torch::linalg_svd(norm->normalize(weight), false, c10::nullopt));
  CHECK(singular.max().item<double>() == Approx(1.0).epsilon(1e-4));
}

TEST_CASE("a discriminator's forward pass does not change it", "[models]") {
  Discriminator discriminator(DiscriminatorOptions{}, 1, 32, 32, 4);
  std::vector<torch::Tensor> before;
  for (const auto& buffer : discriminator->buffers()) before.push_back(buffer.clone());
  REQUIRE_FALSE(before.empty());
  const auto logits = discriminator->forward(torch::rand({5, 1, 32, 32}));
  CHECK(logits.sizes() == torch::IntArrayRef({5}));
  const auto after = discriminator->buffers();
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(torch::equal(before[i], after[i]));
}

TEST_CASE("the discriminator takes any picture size", "[models]") {
  for (const auto& [h, w] :
       std::vector<std::pair<int, int>>{{64, 64}, {48, 48}, {17, 31}, {2, 40}}) {
    DiscriminatorOptions options;
    options.minibatch_stddev = true;
    Discriminator discriminator(options, 3, h, w, 4);
    CHECK(discriminator->forward(torch::rand({2, 3, h, w})).sizes() == torch::IntArrayRef({2}));
    CHECK_THROWS_AS(discriminator->forward(torch::rand({2, 3, h + 1, w})), ShapeError);
  }
}

TEST_CASE("minibatch_stddev uses groups of four pictures, a quarter of the batch apart",
          "[models]") {
  DiscriminatorOptions options;
  options.minibatch_stddev = true;
  Discriminator discriminator(options, 1, 16, 16, 4);
  // Group 0 holds pictures 0, 2, 4 and 6, group 1 the others.
  const auto pictures = torch::rand({8, 1, 16, 16});
  auto changed = pictures.clone();
  changed[6] = torch::rand({1, 16, 16});
  const auto moved = (discriminator->forward(changed) - discriminator->forward(pictures)).abs();
  for (const int i : {0, 2, 4, 6}) CHECK(moved[i].item<double>() > 1e-6);
  for (const int i : {1, 3, 5, 7}) CHECK(moved[i].item<double>() < 1e-6);
}

TEST_CASE("both proxies give pictures of the scene's size and gradients to every weight and voxel",
          "[models]") {
  SceneDistribution scene;
  Rng rng(1);
  const std::vector<Shot> shots{scene.draw_shot(rng), scene.draw_shot(rng)};
  for (const auto kind : {ProxyKind::hybrid, ProxyKind::rendernet})
    for (const bool colour : {false, true}) {
      INFO(to_string(kind) << " " << colour);
      ProxyOptions options;
      options.kind = kind;
      options.channels = 8;
      const auto proxy =
          make_proxy_renderer(options, {14, 18, 3, scene.light_count(), colour}, 16, 2);
      const int channels = colour ? 4 : 1;
      auto voxels = torch::rand({2, channels, 16, 16, 16}).requires_grad_(true);
      const auto image = proxy->forward(voxels, shots);
      REQUIRE(image.sizes() == torch::IntArrayRef({2, 3, 14, 18}));
      CHECK(image.min().item<double>() >= 0);
      CHECK(image.max().item<double>() <= 1);
      image.pow(2).sum().backward();
      for (int c = 0; c < channels; ++c)
        CHECK(voxels.grad().select(1, c).abs().sum().item<double>() > 0);
      for (const auto& item : proxy->named_parameters()) {
        INFO(item.key());
        CHECK(item.value().grad().abs().sum().item<double>() > 0);
      }
      CHECK_THROWS_AS(proxy->forward(torch::rand({2, channels, 8, 8, 8}), shots), ShapeError);
      CHECK_THROWS_AS(proxy->forward(torch::rand({2, 5 - channels, 16, 16, 16}), shots),
                      ShapeError);
    }
}

TEST_CASE("the proxy gets a world-fixed light in the camera's frame", "[models]") {
  Light lamp;
  lamp.kind = LightKind::directional;
  lamp.frame = LightFrame::world;
  lamp.vec = {0, 0, -1};
  OrbitView front, right;
  right.azimuth_degrees = 90;
  const auto features = light_features({{orbit_camera(CameraKind::perspective, front), {lamp}},
                                        {orbit_camera(CameraKind::perspective, right), {lamp}}});
  CHECK(torch::allclose(features[0].slice(0, 3), torch::tensor({0.f, 0.f, -1.f}), 1e-5, 1e-6));
  // Seen from +X, world -Z points to the camera's right: its +X axis is world -Z.
  CHECK(torch::allclose(features[1].slice(0, 3), torch::tensor({1.f, 0.f, 0.f}), 1e-5, 1e-6));
}

TEST_CASE("the moving average approaches the model", "[models]") {
  VoxelGenerator average(small_generator(), 1, 1), model(small_generator(), 1, 2);
  const auto distance = [&] {
    return (average->parameters()[0] - model->parameters()[0]).norm().item<double>();
  };
  const double start = distance();
  update_moving_average(*average, *model, 0.9, 1000);
  CHECK(distance() == Approx(0.9 * start).epsilon(1e-4));
  update_moving_average(*average, *model, 0.0, 1000);  // no memory: a copy
  CHECK(distance() == 0);
}

TEST_CASE("a bfloat16 scope leaves autocast as it found it", "[models]") {
  const auto product_type = [] {
    return torch::mm(torch::ones({2, 2}), torch::ones({2, 2})).scalar_type();
  };
  {
    const AutocastScope outer(true, torch::kCPU);
    { const AutocastScope inner(true, torch::kCPU); }
    CHECK(product_type() == at::kBFloat16);
  }
  CHECK(product_type() == at::kFloat);
  // A thread's autocast state can be set without such a device. LibTorch 1.13 has one type for
  // CPUs.
  for (const auto device : {at::kCPU, at::kCUDA})
    for (const bool enabled : {false, true}) {
      const AutocastState before = autocast_state(device);
      const at::ScalarType type = device == at::kCPU ? at::kBFloat16 : at::kHalf;
      set_autocast_state(device, {enabled, type});
      {
        const AutocastScope scope(true, device);
        CHECK(autocast_state(device).enabled);
        CHECK(autocast_state(device).type == at::kBFloat16);
      }
      CHECK(autocast_state(device).enabled == enabled);
      CHECK(autocast_state(device).type == type);
      set_autocast_state(device, before);
    }
}
