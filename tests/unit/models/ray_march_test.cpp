#include <cmath>
#include <limits>

#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/models/ray_march.h>
#include <iggan/models/ray_march_arithmetic.h>
#include <iggan/models/ray_march_kernel.h>

#include "support/tensors.h"

using namespace iggan;

namespace {

std::vector<Camera> two_cameras() {
  OrbitView first, second;
  first.azimuth_degrees = 30;
  first.elevation_degrees = 20;
  second.azimuth_degrees = 200;
  second.elevation_degrees = -35;
  return {orbit_camera(CameraKind::perspective, first),
          orbit_camera(CameraKind::orthographic, second)};
}

}  // namespace

TEST_CASE("the kernel's exponential has seven digits, is finite at infinity, and keeps NaN",
          "[models]") {
  for (float x = -80; x < 80; x += 0.37F)
    CHECK(exponential(x) == Approx(std::exp(double{x})).epsilon(3e-7));
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(exponential(-infinity) < 1e-37F);
  CHECK(std::isfinite(exponential(infinity)));
  CHECK(std::isnan(exponential(std::numeric_limits<float>::quiet_NaN())));
}

TEST_CASE("the fused ray march equals its tensor operations, values and gradients", "[models]") {
  const auto rays = camera_rays(two_cameras(), 9, 7).to(torch::kFloat64);
  const RayMarchOptions options{0.8, 9.0};
  const int channels = GENERATE(1, 4);  // gray, and in colour
  auto volume = noise({2, channels, 8, 8, 8});
  SECTION("full of noise") {}
  SECTION("most cells empty") {
    volume.slice(1, 0, 1).slice(2, 2, 8).zero_();
  }
  auto a = volume.clone().requires_grad_(true);
  auto b = a.detach().clone().requires_grad_(true);
  const auto fused = ray_march(a, rays, options);
  const auto reference = ray_march_reference(b, rays, options);
  REQUIRE(fused.sizes() == reference.sizes());
  REQUIRE(fused.size(2) == ray_march_channels(channels == 4));
  CHECK(torch::allclose(fused, reference, 1e-9, 1e-9));
  const auto weights = noise(fused.sizes().vec()) - 0.5;
  (fused * weights).sum().backward();
  (reference * weights).sum().backward();
  CHECK(a.grad().abs().max().item<double>() > 1e-3);
  CHECK(torch::allclose(a.grad(), b.grad(), 1e-8, 1e-9));
}

TEST_CASE("a ray march in chunks equals the whole one, values and gradients", "[models]") {
  const auto rays = camera_rays(two_cameras(), 9, 7).to(torch::kFloat64);
  const RayMarchOptions options{0.8, 9.0};
  const int channels = GENERATE(1, 4);
  const std::int64_t most_samples = GENERATE(1, 400, 1 << 22);  // one ray, some, all
  auto a = noise({2, channels, 8, 8, 8}).requires_grad_(true);
  auto b = a.detach().clone().requires_grad_(true);
  const auto chunks = ray_march_in_chunks(a, rays, options, most_samples);
  const auto whole = ray_march_reference(b, rays, options);
  CHECK(torch::allclose(chunks, whole, 1e-12, 1e-12));
  const auto weights = noise(whole.sizes().vec()) - 0.5;
  (chunks * weights).sum().backward();
  (whole * weights).sum().backward();
  CHECK(a.grad().abs().max().item<double>() > 1e-3);
  CHECK(torch::allclose(a.grad(), b.grad(), 1e-9, 1e-12));
}

TEST_CASE("the fused gradient agrees with central differences in double precision", "[models]") {
  const auto rays = camera_rays(two_cameras(), 4, 4).to(torch::kFloat64);
  const RayMarchOptions options{1.0, 6.0};
  const bool colour = GENERATE(false, true);
  auto volume = 0.1 + 0.8 * noise({2, colour ? 4 : 1, 4, 4, 4});  // away from the clamp's corners
  const auto weights = noise({2, 16, ray_march_channels(colour)}) - 0.5;
  auto leaf = volume.clone().requires_grad_(true);
  (ray_march(leaf, rays, options) * weights).sum().backward();
  const double h = 1e-6;
  std::vector<std::int64_t> cells{5, 21, 42, 70, 101};
  if (colour) cells = {5, 21, 42, 300, 345, /*albedo*/ 85, 106, 150, 234, 405, 490};
  for (const std::int64_t cell : cells) {
    const auto moved = [&](double by) {
      auto copy = volume.clone();
      copy.view(-1)[cell] += by;
      return (ray_march(copy, rays, options) * weights).sum().item<double>();
    };
    const double numeric = (moved(h) - moved(-h)) / (2 * h);
    CHECK(leaf.grad().view(-1)[cell].item<double>() == Approx(numeric).epsilon(1e-5).margin(1e-8));
  }
}

TEST_CASE("colour does not change what the march sees without it", "[models]") {
  const auto rays = camera_rays(two_cameras(), 9, 7);
  const auto voxels = noise({2, 4, 8, 8, 8}).to(torch::kFloat32);
  const auto colour = ray_march(voxels, rays, {0.8, 9.0});
  const auto gray = ray_march(voxels.narrow(1, 0, 1).contiguous(), rays, {0.8, 9.0});
  CHECK(torch::allclose(colour.slice(2, 0, kRayMarchChannels), gray, 1e-5, 1e-6));
}

TEST_CASE("the albedo seen is the solid's, never the air's", "[models]") {
  auto voxels = torch::zeros({1, 4, 16, 16, 16});
  voxels[0][0].slice(0, 4, 12).slice(1, 4, 12).slice(2, 4, 12).fill_(1);
  voxels[0].slice(0, 1, 4).fill_(1);  // of air
  const double front[3] = {0.9, 0.5, 0.2};
  for (int c = 0; c < 3; ++c) {
    auto albedo = voxels[0][c + 1].slice(1, 4, 12).slice(2, 4, 12);
    albedo.slice(0, 4, 12).fill_(0.1);  // behind the face that is seen
    albedo.slice(0, 10, 12).fill_(front[c]);
  }
  OrbitView view;  // azimuth 0 sees +Z
  const auto rays = camera_rays({orbit_camera(CameraKind::orthographic, view)}, 33, 33);
  auto leaf = voxels.clone().requires_grad_(true);
  const auto out = ray_march(leaf, rays, {0.7, 20.0});
  const auto centre = out[0][16 * 33 + 16], corner = out[0][0];
  for (int c = 0; c < 3; ++c) {
    INFO("channel " << c);
    // the margin allows for e = 1e-3 and the soft gate
    CHECK(centre[kSteepAlbedo + c].item<double>() == Approx(front[c]).margin(0.02));
    CHECK(centre[kRawAlbedo + c].item<double>() == Approx(front[c]).margin(0.02));
    CHECK(corner[kSteepAlbedo + c].item<double>() < 1e-3);
  }
  const auto gradient =
      torch::autograd::grad({out.slice(2, kSteepAlbedo, kColourRayMarchChannels).sum()}, {leaf})[0];
  const auto of_albedo = gradient.slice(1, 1, 4), air = 1 - voxels.slice(1, 0, 1);
  CHECK((of_albedo * air).abs().max().item<double>() == 0);
  CHECK(of_albedo[0][0][11][8][8].item<double>() > 0.5);
}

TEST_CASE("a solid box is opaque where its silhouette is, with the normal of the face seen",
          "[models]") {
  auto box = torch::zeros({1, 1, 16, 16, 16});
  box.slice(2, 4, 12).slice(3, 4, 12).slice(4, 4, 12).fill_(1);
  OrbitView front;  // azimuth 0 sees +Z
  const auto out = ray_march(
      box, camera_rays({orbit_camera(CameraKind::orthographic, front)}, 33, 33), {1.0, 40.0});
  const auto centre = out[0][16 * 33 + 16], corner = out[0][0];
  CHECK(centre[kSteepOpacity].item<double>() > 0.999);
  CHECK(centre[kSteepNormal + 2].item<double>() > 0.8);  // towards +Z; softened by sampling
  CHECK(std::abs(centre[kSteepNormal].item<double>()) < 0.01);
  CHECK(centre[kThickness].item<double>() ==
        Approx(0.5).margin(0.04));  // 8 of 16 voxels; one step is 1/16
  CHECK(corner[kRawOpacity].item<double>() == 0);
}

TEST_CASE("azimuth grows towards +X and rows run from the top", "[models]") {
  auto volume = torch::zeros({1, 1, 16, 16, 16});
  volume[0][0].slice(0, 6, 10).slice(1, 12, 16).slice(2, 12, 16).fill_(1);  // high, at +X
  OrbitView front;
  const auto out =
      ray_march(volume, camera_rays({orbit_camera(CameraKind::orthographic, front)}, 16, 16),
                {1.0, 20.0})[0]
          .select(1, kRawOpacity)
          .view({16, 16});
  CHECK(out.slice(0, 0, 8).slice(1, 8, 16).sum().item<double>() > 3);    // upper right
  CHECK(out.slice(0, 8, 16).sum().item<double>() < 1e-6);                // nothing below
  CHECK(out.slice(0, 0, 8).slice(1, 0, 8).sum().item<double>() < 1e-6);  // nothing on the left
}
