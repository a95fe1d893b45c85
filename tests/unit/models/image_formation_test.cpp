#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/models/image_formation.h>
#include <iggan/scene/image_transfer.h>

#include "support/tensors.h"

using namespace iggan;

namespace {

/// Only white light on white shapes, a black background, and pictures of 4 x 4 pixels whose rays
/// run through the centres of the columns of a grid of 4^3 voxels.
SceneDistribution silhouette_scene() {
  SceneDistribution scene;
  scene.width = scene.height = 4;
  scene.camera.kind = CameraKind::orthographic;
  scene.lights = {Light{}};
  scene.default_albedo = {1, 1, 1};
  return scene;
}

std::vector<Shot> from_front() {
  OrbitView view;  // azimuth 0 looks along -z: the last slice of z is in front
  view.ortho_half_height = 0.5;
  return {{orbit_camera(CameraKind::orthographic, view), {}}};
}

/// One column of uneven occupancy, seen at pixel (row 1, column 2): y goes up, rows go down.
torch::Tensor one_column(const std::vector<double>& back_to_front) {
  auto voxels = torch::zeros({1, 1, 4, 4, 4});
  for (std::int64_t z = 0; z < 4; ++z)
    voxels[0][0][z][2][2] = back_to_front[static_cast<std::size_t>(z)];
  return voxels;
}

double linear_pixel(const torch::Tensor& pictures, std::int64_t row, std::int64_t column) {
  return double(srgb_decode(pictures[0][0][row][column].item<float>()));
}

ImageFormation formation(Method method, double absorption,
                         const SceneDistribution& scene = silhouette_scene()) {
  BaselineOptions options;
  options.absorption = absorption;
  return ImageFormation(method, options, scene);
}

}  // namespace

TEST_CASE("the visual hull is one minus the exponential of minus the sum", "[models]") {
  const auto x = values({0.2, 0.9, 0, 0.4});
  CHECK(visual_hull_opacity(x, 0.5).item<double>() == Approx(1 - std::exp(-0.75)).epsilon(1e-12));
}

TEST_CASE("absorption only is one minus the product of what each sample lets through", "[models]") {
  const auto x = values({0.2, 0.9, 0, 0.4});
  CHECK(absorption_opacity(x, 0.5).item<double>() ==
        Approx(1 - 0.9 * 0.55 * 1 * 0.8).epsilon(1e-12));
}

TEST_CASE("emission-absorption sums what each sample emits past those before it", "[models]") {
  const auto x = values({0.2, 0.9, 0, 0.4}), e = values({1, 0.5, 0.7, 0.25});
  const double expected = 0.1 * 1 + 0.9 * 0.45 * 0.5 + 0.9 * 0.55 * 0.2 * 0.25;
  CHECK(emitted_radiance(x, e, 0.5).item<double>() == Approx(expected).epsilon(1e-12));
}

TEST_CASE(
    "in emission-absorption the front hides the back, and absorption does not depend on order",
    "[models]") {
  const auto x = values({0.9, 0.9}), bright_first = values({1, 0}), dark_first = values({0, 1});
  CHECK(emitted_radiance(x, bright_first, 1).item<double>() == Approx(0.9).epsilon(1e-12));
  CHECK(emitted_radiance(x, dark_first, 1).item<double>() == Approx(0.09).epsilon(1e-12));
  const auto uneven = values({0.1, 0.9, 0.5});
  CHECK(absorption_opacity(uneven, 0.8).item<double>() ==
        Approx(absorption_opacity(uneven.flip(0), 0.8).item<double>()).epsilon(1e-12));
  // With the same emission everywhere, only opacity matters.
  CHECK(emitted_radiance(uneven, torch::ones_like(uneven), 0.8).item<double>() ==
        Approx(absorption_opacity(uneven, 0.8).item<double>()).epsilon(1e-12));
}

TEST_CASE("a column of voxels gives the pixel of its formula, and no other", "[models]") {
  const auto voxels = one_column({0.3, 0.8, 0, 0.5});
  // k = 2 over 4 samples per edge: a voxel of solid matter has the thickness 1/2.
  const double expected[2] = {1 - std::exp(-0.8), 1 - 0.85 * 0.6 * 0.75};
  const Method methods[2] = {Method::visual_hull, Method::absorption_only};
  for (std::size_t i = 0; i < 2; ++i) {
    INFO(to_string(methods[i]));
    const auto picture = formation(methods[i], 2).forward(voxels, from_front());
    REQUIRE(picture.sizes() == torch::IntArrayRef({1, 1, 4, 4}));
    CHECK(linear_pixel(picture, 1, 2) == Approx(expected[i]).epsilon(1e-4));  // float32, sRGB
    CHECK(picture.sum().item<double>() == Approx(picture[0][0][1][2].item<double>()).margin(1e-4));
  }
}

TEST_CASE("a sample thicker than one counts as several: it never absorbs more than everything",
          "[models]") {
  const auto x = values({0.2, 0.9}), e = values({1, 0.5});
  const double first = std::pow(1 - 2.5 / 3 * 0.2, 3), second = std::pow(1 - 2.5 / 3 * 0.9, 3);
  CHECK(absorption_opacity(x, 2.5).item<double>() == Approx(1 - first * second).epsilon(1e-12));
  CHECK(emitted_radiance(x, e, 2.5).item<double>() ==
        Approx(1 - first + first * (1 - second) * 0.5).epsilon(1e-12));
  const auto solid = torch::ones({1, 1, 4, 4, 4}).requires_grad_(true);
  const auto picture = formation(Method::absorption_only, 80).forward(solid, from_front());
  CHECK(torch::isfinite(torch::autograd::grad({picture.sum()}, {solid})[0]).all().item<bool>());
  CHECK(picture.max().item<double>() <= 1);
  CHECK(picture.min().item<double>() > 0.99);
}

TEST_CASE("emission-absorption shows the emission of the nearest voxels", "[models]") {
  const auto scene = silhouette_scene();
  const auto occupancy = one_column({0.9, 0, 0, 0.5});
  auto emission = torch::zeros({1, 1, 4, 4, 4});
  emission.slice(2, 3, 4).fill_(0.8);  // the front
  emission.slice(2, 0, 1).fill_(0.2);
  const auto picture = formation(Method::emission_absorption, 4, scene)
                           .forward(torch::cat({occupancy, emission}, 1), from_front());
  CHECK(linear_pixel(picture, 1, 2) == Approx(0.5 * 0.8 + 0.5 * 0.9 * 0.2).epsilon(1e-4));
  CHECK(linear_pixel(picture, 0, 0) == Approx(0).margin(1e-6));
}

TEST_CASE("a pixel of several rays is the mean of their linear light", "[models]") {
  torch::manual_seed(3);
  const auto voxels = torch::rand({1, 2, 4, 4, 4});
  SceneDistribution scene = silhouette_scene(), finer = scene;
  finer.width = finer.height = 12;
  BaselineOptions options;
  const auto fine =
      ImageFormation(Method::emission_absorption, options, finer).forward(voxels, from_front());
  options.samples_per_axis = 3;
  const auto picture =
      ImageFormation(Method::emission_absorption, options, scene).forward(voxels, from_front());
  REQUIRE(picture.sizes() == torch::IntArrayRef({1, 1, 4, 4}));
  for (std::int64_t row = 0; row < 4; ++row)
    for (std::int64_t column = 0; column < 4; ++column) {
      double sum = 0;
      for (std::int64_t i = 0; i < 9; ++i)
        sum += linear_pixel(fine, 3 * row + i / 3, 3 * column + i % 3);
      CHECK(linear_pixel(picture, row, column) == Approx(sum / 9).epsilon(1e-4));
    }
}

TEST_CASE("rounding maps pictures to the levels of a saved one and lets gradients pass",
          "[models]") {
  const auto pictures = torch::tensor({0.0f, 0.1234f, 0.5f, 1.0f}).requires_grad_(true);
  const auto rounded = rounded_as_saved(pictures);
  CHECK(rounded[1].item<double>() == Approx(31 / 255.0).epsilon(1e-6));
  CHECK(rounded[3].item<float>() == 1.0f);
  const auto gradient = torch::autograd::grad({(rounded * rounded).sum()}, {pictures})[0];
  CHECK(torch::allclose(gradient, 2 * rounded));
}

TEST_CASE("RGB pictures have an emission for each channel and the background's colour",
          "[models]") {
  SceneDistribution scene = silhouette_scene();
  scene.channels = 3;
  scene.background = {0.5, 0, 0.25};
  CHECK(voxel_channels(Method::emission_absorption, 3) == 4);
  CHECK(voxel_channels(Method::absorption_only, 3) == 1);
  const auto empty = torch::zeros({1, 4, 4, 4, 4});
  const auto picture =
      formation(Method::emission_absorption, 4, scene).forward(empty, from_front());
  for (std::int64_t c = 0; c < 3; ++c)
    CHECK(double(srgb_decode(picture[0][c][2][2].item<float>())) ==
          Approx(scene.background[static_cast<std::size_t>(c)]).margin(1e-5));
}

TEST_CASE("gradients are finite, and more matter makes a silhouette brighter", "[models]") {
  torch::manual_seed(5);
  for (const double absorption : {2.0, 80.0})
    for (const Method method :
         {Method::visual_hull, Method::absorption_only, Method::emission_absorption}) {
      INFO(to_string(method) << " " << absorption);
      auto voxels = torch::rand({1, voxel_channels(method, 1), 4, 4, 4});
      voxels[0].slice(3, 0, 2).fill_(0);  // empty columns, where the encoding's slope is steepest
      voxels.requires_grad_(true);
      const auto pictures = formation(method, absorption).forward(voxels, from_front());
      const auto gradient = torch::autograd::grad({pictures.sum()}, {voxels})[0];
      CHECK(torch::isfinite(gradient).all().item<bool>());
      CHECK(gradient.abs().max().item<double>() > 0);
      if (method != Method::emission_absorption)
        CHECK(gradient.min().item<double>() >= 0);
      else
        CHECK(gradient.select(1, 1).min().item<double>() >= 0);  // brighter matter, brighter pixels
    }
}

TEST_CASE("the tensors' sRGB encoding is the pictures' own", "[models]") {
  const auto linear = torch::linspace(0, 1, 101);
  const auto encoded = srgb_encode(linear);
  for (std::int64_t i = 0; i < linear.size(0); ++i)
    CHECK(encoded[i].item<float>() == Approx(srgb_encode(linear[i].item<float>())).margin(1e-6));
}

TEST_CASE("silhouette methods refuse shaded pictures and say what to do", "[models]") {
  const SceneDistribution shaded;
  for (const Method method : {Method::visual_hull, Method::absorption_only})
    CHECK_THROWS_WITH(check_explains(method, shaded),
                      Contains(to_string(method)) && Contains("lights[1]") &&
                          Contains("directional") && Contains("--silhouettes"));
  CHECK_NOTHROW(check_explains(Method::emission_absorption, shaded));
  CHECK_NOTHROW(check_explains(Method::iggan, shaded));

  SceneDistribution unlit = silhouette_scene();
  CHECK_NOTHROW(check_explains(Method::visual_hull, unlit));
  unlit.lights.clear();
  CHECK_THROWS_WITH(check_explains(Method::visual_hull, unlit), Contains("equally bright"));
}
