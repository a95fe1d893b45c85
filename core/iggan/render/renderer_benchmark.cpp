#include <iggan/render/renderer_benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/median.h>
#include <iggan/geometry/downsampler.h>
#include <iggan/render/extension_table.h>
#include <iggan/renderer_extensions.h>

namespace iggan {
namespace {

constexpr std::size_t kTimedBatch = 16;

/// Batches of different shapes, each seen from a different direction.
std::vector<std::vector<RenderJob>> batches_of(const std::vector<VoxelGrid>& shapes) {
  std::vector<std::vector<RenderJob>> batches((shapes.size() + kTimedBatch - 1) / kTimedBatch);
  for (std::size_t i = 0; i < batches.size() * kTimedBatch; ++i) {
    RenderJob job;
    job.grid = shapes[i % shapes.size()];
    OrbitView view;
    view.azimuth_degrees = 137.5 * double(i);  // the golden angle: no view twice
    view.elevation_degrees = 15 + 35 * double(i % 7) / 6;
    view.fov_degrees = 35;
    job.camera = orbit_camera(CameraKind::perspective, view);
    job.lights = {{LightKind::directional, LightFrame::camera, {3, 3, 3}, {0.4, -0.7, -0.6}}};
    job.seed = i;
    batches[i / kTimedBatch].push_back(std::move(job));
  }
  return batches;
}

/// Seconds per picture, the median of several repeats.
double seconds_per_image(Renderer& renderer, const std::vector<std::vector<RenderJob>>& batches,
                         int pixels, int repeats, double seconds) {
  using Clock = std::chrono::steady_clock;
  std::vector<float> rgba(4 * kTimedBatch * std::size_t(pixels) * std::size_t(pixels));
  renderer.render(batches[0], pixels, pixels, rgba.data());
  std::vector<double> times;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    std::size_t images = 0;
    double elapsed = 0;
    for (const auto start = Clock::now(); elapsed < seconds;) {
      renderer.render(batches[images / kTimedBatch % batches.size()], pixels, pixels, rgba.data());
      images += kTimedBatch;
      elapsed = std::chrono::duration<double>(Clock::now() - start).count();
    }
    times.push_back(elapsed / double(images));
  }
  return median(std::move(times));
}

/// The fraction of pixels that show a shape.
double coverage_of(Renderer& renderer, const std::vector<RenderJob>& jobs, int pixels) {
  std::vector<float> rgba(4 * jobs.size() * std::size_t(pixels) * std::size_t(pixels));
  renderer.render(jobs, pixels, pixels, rgba.data());
  std::size_t seen = 0;
  for (std::size_t i = 3; i < rgba.size(); i += 4) seen += rgba[i] > 0 ? 1 : 0;
  return double(seen) / double(rgba.size() / 4);
}

/// @throws PluginError for a broken table.
iggan_ray_ceiling checked_ceiling(const RendererInfo& info, const void* table) {
  const auto copy = checked_table<iggan_ray_ceiling>(info.id, IGGAN_EXT_RAY_CEILING, table,
                                                     IGGAN_RAY_CEILING_SIZE_1);
  if (copy.rays_per_second == nullptr)
    fail<PluginError>("renderer {}: rays_per_second is missing from its {}", info.id,
                      IGGAN_EXT_RAY_CEILING);
  return copy;
}

double ceiling_of(Renderer& renderer, double coverage, int pixels, int repeats, double seconds) {
  std::vector<double> rates;
  for (int repeat = 0; repeat < repeats; ++repeat)
    renderer.use_extension(IGGAN_EXT_RAY_CEILING, [&](const void* table) {
      if (table == nullptr) return;
      rates.push_back(checked_ceiling(renderer.info(), table)
                          .rays_per_second(coverage, std::uint32_t(pixels), seconds));
      if (!std::isfinite(rates.back()) || rates.back() < 0)
        fail<PluginError>("renderer {}: rays_per_second of its {} gives {}", renderer.info().id,
                          IGGAN_EXT_RAY_CEILING, rates.back());
    });
  return rates.empty() ? 0 : median(std::move(rates));
}

}  // namespace

RendererSpeed measure_speed(const RendererRequest& request, const std::vector<VoxelGrid>& shapes,
                            int pixels, int repeats, double seconds) {
  IGGAN_CHECK(!shapes.empty() && pixels > 0 && repeats > 0);
  const auto renderer = open_renderer(request);
  const auto batches = batches_of(shapes);
  const double whole = seconds_per_image(*renderer, batches, pixels, repeats, seconds);
  const double build =
      request.thread_budget == 1 ? seconds_per_image(*renderer, batches, 1, 1, seconds) : 0;
  RendererSpeed speed;
  speed.renderer = renderer->info().id;
  speed.voxels = shapes.front().nx;
  speed.pixels = pixels;
  speed.threads = request.thread_budget;
  speed.images_per_second = 1 / whole;
  speed.build_share = std::min(build / whole, 1.0);
  speed.rays_per_second = build > 0 && whole > build ? pixels * pixels / (whole - build) : 0;
  speed.coverage = coverage_of(*renderer, batches[0], pixels);
  if (request.thread_budget == 1)
    speed.ceiling_rays_per_second =
        ceiling_of(*renderer, speed.coverage, pixels, repeats, std::min(seconds, 0.2));
  return speed;
}

VoxelGrid resized(const VoxelGrid& cube, int edge) {
  IGGAN_CHECK(cube.nx == cube.ny && cube.ny == cube.nz && edge > 0);
  if (edge <= cube.nx) return downsample_grid(cube, edge);
  VoxelGrid large = VoxelGrid::cube(edge);
  for (int z = 0; z < edge; ++z)
    for (int y = 0; y < edge; ++y)
      for (int x = 0; x < edge; ++x)
        large.set(x, y, z, cube.at(x * cube.nx / edge, y * cube.nx / edge, z * cube.nx / edge));
  return large;
}

}  // namespace iggan
