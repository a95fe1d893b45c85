#include <iggan/pictures/pictures.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/rng.h>
#include <iggan/console/progress.h>

namespace iggan {
namespace {

constexpr std::size_t kRenderBatch = 64;  // pictures that the renderer gets at a time

RenderJob job_of(const View& view, const SceneDistribution& scene) {
  RenderJob job;
  job.grid = *view.grid;
  job.camera = orbit_camera(scene.camera.kind, view.orbit);
  job.lights = scene.lights;
  job.default_albedo = scene.default_albedo;
  job.seed = view.seed;
  return job;
}

}  // namespace

Pictures pictures_of(const PictureSet& set) {
  return {set.count, set.scene.width, set.scene.height, set.scene.channels, set.pixels};
}

Pictures render_views(Renderer& renderer, const SceneDistribution& scene,
                      const std::vector<View>& views) {
  Pictures pictures{static_cast<int>(views.size()), scene.width, scene.height, scene.channels, {}};
  const auto pixels =
      static_cast<std::size_t>(scene.width) * static_cast<std::size_t>(scene.height);
  const std::size_t bytes = pixels * static_cast<std::size_t>(scene.channels);
  pictures.bytes.resize(views.size() * bytes);
  const ImageTransfer transfer = scene.transfer();
  ProgressLine progress("rendering", views.size());
  std::vector<float> rgba(std::min(kRenderBatch, views.size()) * pixels * 4);
  for (std::size_t first = 0; first < views.size(); first += kRenderBatch) {
    if (interrupted()) throw Interrupted("stopped while rendering");
    const std::size_t last = std::min(views.size(), first + kRenderBatch);
    std::vector<RenderJob> jobs;
    for (std::size_t i = first; i < last; ++i) jobs.push_back(job_of(views[i], scene));
    renderer.render(jobs, scene.width, scene.height, rgba.data());
    transfer.apply(rgba.data(), jobs.size() * pixels, pictures.bytes.data() + first * bytes);
    progress.update(last);
  }
  return pictures;
}

std::vector<View> draw_views(const std::vector<VoxelGrid>& shapes, const SceneDistribution& scene,
                             int count, std::uint64_t seed) {
  if (shapes.empty()) fail<DataError>("there are no shapes to render");
  std::vector<View> views;
  for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(0, count)); ++i) {
    Rng rng(seed_for(seed, "evaluation camera", i));
    views.push_back({&shapes[i % shapes.size()], scene.camera.draw(rng),
                     seed_for(seed, "evaluation render", i)});
  }
  return views;
}

}  // namespace iggan
