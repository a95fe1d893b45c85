#include <torch/torch.h>

#include <support/catch.h>

#include <iggan/models/ray_march.h>
#include <iggan/models/ray_samples.h>

#include "support/tensors.h"

using namespace iggan;

namespace {

/// From the front, from behind on the left, and past the cube entirely.
std::vector<Camera> three_cameras() {
  OrbitView front, side, past;
  side.azimuth_degrees = 200;
  side.elevation_degrees = -35;
  past.target = {5, 0, 0};
  return {orbit_camera(CameraKind::perspective, front),
          orbit_camera(CameraKind::orthographic, side),
          orbit_camera(CameraKind::orthographic, past)};
}

}  // namespace

TEST_CASE("the fused samples of rays equal those of tensor operations, values and gradients",
          "[models]") {
  const std::int64_t channels = GENERATE(1, 2, 4);
  const auto rays = camera_rays(three_cameras(), 7, 9).to(torch::kFloat64);
  auto a = noise({3, channels, 6, 6, 6}).requires_grad_(true);
  auto b = a.detach().clone().requires_grad_(true);
  const RaySamples fused = sample_rays(a, rays, 0.1),
                   reference = sample_rays_reference(b, rays, 0.1);
  CHECK(torch::equal(fused.t, reference.t));
  CHECK(torch::equal(fused.inside, reference.inside));
  CHECK(fused.inside[2].sum().item<double>() == 0);
  // What is behind the cube does not matter: only samples inside are compared.
  const auto inside = fused.inside.unsqueeze(1);
  const auto x = fused.values * inside, y = reference.values * inside;
  REQUIRE(x.sizes() == y.sizes());
  CHECK(x.abs().max().item<double>() > 0.5);
  CHECK(torch::allclose(x, y, 1e-9, 1e-9));
  const auto weights = noise(x.sizes().vec()) - 0.5;
  (x * weights).sum().backward();
  (y * weights).sum().backward();
  CHECK(a.grad().abs().max().item<double>() > 1e-3);
  CHECK(torch::allclose(a.grad(), b.grad(), 1e-8, 1e-9));
}
