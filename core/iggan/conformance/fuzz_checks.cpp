#include <algorithm>
#include <cmath>

#include <iggan/base/rng.h>
#include <iggan/conformance/check.h>
#include <iggan/conformance/job_faults.h>
#include <iggan/conformance/reference.h>
#include <iggan/render/plugin_renderer.h>

namespace iggan::conformance {
namespace {

constexpr int kJobs = 1000;

float in(Rng& rng, double low, double high) {
  return static_cast<float>(rng.uniform(low, high));
}

/// A random rigid camera that looks roughly at the grid's centre.
void random_camera(Rng& rng, AbiScene& scene) {
  const double azimuth = rng.uniform(0, 6.2831853), elevation = rng.uniform(-1.5, 1.5);
  const double ca = std::cos(azimuth), sa = std::sin(azimuth), ce = std::cos(elevation),
               se = std::sin(elevation);
  const Direction back{static_cast<float>(ce * sa), static_cast<float>(se),
                       static_cast<float>(ce * ca)};
  const Direction up{static_cast<float>(-se * sa), static_cast<float>(ce),
                     static_cast<float>(-se * ca)};
  const float edge = static_cast<float>(std::max({scene.grid.nx, scene.grid.ny, scene.grid.nz}));
  scene.look(back, up, in(rng, 0, 4) * edge);
  scene.camera.kind = rng.below(2) == 0 ? IGGAN_CAMERA_PERSPECTIVE : IGGAN_CAMERA_ORTHOGRAPHIC;
  scene.camera.yfov = in(rng, 0.05, 3.0);
  scene.camera.ymag = in(rng, 0.05, 1.5) * edge;
  scene.camera.znear = in(rng, 1e-3, 1);
  scene.camera.zfar = scene.camera.znear + in(rng, 1e-2, 8) * edge;
}

/// A random job that the contract allows.
AbiScene random_scene(Rng& rng, const iggan_info& info) {
  const auto edge = [&] {
    return 1 + static_cast<std::uint32_t>(rng.below(std::min(info.max_grid_edge, 9u)));
  };
  const auto side = [&](std::uint32_t most) {
    return 1 + static_cast<std::uint32_t>(rng.below(std::min(most, 20u)));
  };
  AbiScene scene(edge(), edge(), edge(), side(info.max_width), side(info.max_height));
  const double fill = rng.uniform();
  for (std::uint8_t& cell : scene.occupancy)
    cell = rng.uniform() < fill ? static_cast<std::uint8_t>(1 + rng.below(255)) : 0;
  if (rng.below(2) == 0) {
    scene.albedo.resize(3 * scene.occupancy.size());
    for (std::uint8_t& byte : scene.albedo) byte = static_cast<std::uint8_t>(rng.below(256));
  }
  for (int c = 0; c < 3; ++c) scene.grid.default_albedo[c] = in(rng, 0, 1);
  for (const int d : {0, 5, 10}) scene.grid.to_world[d] = in(rng, 0.2, 3);
  for (const int d : {12, 13, 14}) scene.grid.to_world[d] = in(rng, -2, 2);
  if (rng.below(3) == 0) scene.grid.to_world[4] = in(rng, -0.5, 0.5);
  if (rng.below(3) == 0)  // rotated by a quarter turn, and mirrored
    std::swap_ranges(scene.grid.to_world, scene.grid.to_world + 4, scene.grid.to_world + 4);
  if (rng.below(3) == 0) scene.grid.to_world[10] *= -1;
  random_camera(rng, scene);
  const std::uint64_t lights = rng.below(std::min<std::uint64_t>(info.max_lights, 4) + 1);
  for (std::uint64_t i = 0; i < lights; ++i)
    scene.add_light(1 + static_cast<std::uint32_t>(rng.below(3)), in(rng, 0, 10),
                    {in(rng, -9, 9), in(rng, -9, 9), 0.1f + in(rng, 0, 9)});
  if (rng.below(16) == 0 && info.max_lights >= 6)  // extremely bright, but finite
    for (int i = 0; i < 2; ++i) scene.add_light(IGGAN_LIGHT_AMBIENT, 3e38f);
  scene.set_background(in(rng, 0, 1), in(rng, 0, 1), in(rng, 0, 1), in(rng, 0, 1));
  scene.seed = rng.next();
  return scene;
}

void valid(CheckContext& context) {
  const iggan_info& info = context.subject().info();
  Instance instance(context.subject(), context.params());
  const bool deterministic = context.deterministic();
  for (int i = 0; i < kJobs; ++i) {
    if (!context.has_time())
      throw Finding{Verdict::pass, fmt::format("{} jobs in the time allowed", i)};
    const std::uint64_t seed = seed_for(context.request().seed, "valid job", std::uint64_t(i));
    Rng first(seed), second(seed);
    AbiScene scene = random_scene(first, info), again = random_scene(second, info);
    // The reference is slow, and small details can be tested only if the plugin promises to sample
    // pixel centres.
    const bool see = i % 4 == 0 && context.pixel_reach() < 0.1;
    if (see) scene.background[3] = again.background[3] = 0;
    instance.draw(scene);
    expect_finite(scene, fmt::format("random job {}", i));
    if (see) context.expect_silhouette(scene, fmt::format("random job {}", i));
    if (!deterministic) continue;
    instance.draw(again);
    context.expect_equal(scene, again, fmt::format("random job {} again", i));
  }
}

/// Light on rotated, sheared and stretched surfaces, compared with the reference.
void lambert_on_random_grids(CheckContext& context) {
  const double bound = static_cast<double>(context.require_lambert());
  const iggan_info& info = context.subject().info();
  Instance instance(context.subject());
  int compared = 0;
  for (int i = 0; i < 200 && context.has_time(); ++i) {
    Rng rng(seed_for(context.request().seed, "lit job", std::uint64_t(i)));
    AbiScene scene = random_scene(rng, info);
    scene.background[3] = 0;
    instance.draw(scene);
    for (std::uint32_t y = 0; y < scene.image.height; ++y)
      for (std::uint32_t x = 0; x < scene.image.width; ++x) {
        const auto colour = reference_colour(scene, x, y, context.pixel_reach());
        if (!colour) continue;
        for (std::size_t c = 0; c < 3; ++c) {
          const double expected = (*colour)[c];
          if (expected > 1e6) continue;  // too bright to compare: it must only be finite
          const double got = static_cast<double>(scene.sample(x, y, std::uint32_t(c)));
          expect(std::abs(got - expected) <= (1e-3 + bound) * std::max(1.0, expected),
                 "random job {} with {} lights: expected {:.5f} in pixel ({}, {}) channel {}, got "
                 "{:.5f}",
                 i, scene.lights.size(), expected, x, y, c, got);
          ++compared;
        }
      }
  }
  throw Finding{Verdict::pass, fmt::format("{} samples compared", compared)};
}

void invalid(CheckContext& context) {
  const iggan_info& info = context.subject().info();
  Instance instance(context.subject(), context.params());
  std::vector<JobFault> faults = malformed_jobs();
  faults.insert(faults.end(), not_finite_jobs().begin(), not_finite_jobs().end());
  faults.erase(std::remove_if(faults.begin(), faults.end(),
                              [&](const JobFault& fault) {
                                return fault.applies != nullptr && !fault.applies(info);
                              }),
               faults.end());
  for (int i = 0; i < kJobs; ++i) {
    if (!context.has_time()) throw Finding{Verdict::pass, fmt::format("{} jobs in the time", i)};
    Rng rng(seed_for(context.request().seed, "invalid job", std::uint64_t(i)));
    std::vector<AbiScene> scenes;
    const std::size_t count = 1 + rng.below(4);
    while (scenes.size() < count) {
      scenes.push_back(random_scene(rng, info));
      AbiScene& scene = scenes.back();  // the faults need two lights, and cells that can overlap
      scene.camera.kind = IGGAN_CAMERA_ORTHOGRAPHIC;
      if (scene.grid.nx < 4 || scene.grid.ny < 2 || scene.image.width < 2 ||
          scene.image.height < 2) {
        scenes.pop_back();
        continue;
      }
      scene.lights.clear();
      scene.add_light(IGGAN_LIGHT_AMBIENT, 1);
      scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 1, {1, 2, 3});
    }
    auto jobs = jobs_of(scenes);
    const std::size_t place = rng.below(count);
    const JobFault& fault = faults[rng.below(faults.size())];
    fault.make(scenes[place], jobs[place]);
    HostCall call;
    const iggan_status status = instance.render(jobs, call);
    expect(status == IGGAN_E_INVALID || status == IGGAN_E_UNSUPPORTED,
           "random job {} with {}: expected a refusal, got {}", i, fault.name, status_name(status));
    for (const AbiScene& scene : scenes)
      expect(scene.untouched(), "random job {} with {}: expected no byte written, got writes", i,
             fault.name);
  }
}

}  // namespace

CheckTable fuzz_checks() {
  return {
      {"fuzz.valid",
       "a thousand random valid jobs: finite, as in the reference, and equal when repeated",
       "A job: all that the contract allows is rendered", valid},
      {"fuzz.lambert", "light on rotated, sheared and stretched grids, compared with the reference",
       "A job, Light: normals and lamps are in world space, after grid.to_world",
       lambert_on_random_grids},
      {"fuzz.invalid", "a thousand random batches with one fault: refused, nothing written",
       "The functions, render_batch: on INVALID or UNSUPPORTED no byte of any buffer was written",
       invalid},
  };
}

}  // namespace iggan::conformance
