#include <iggan/pictures/scene_renderer.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/console/progress.h>

namespace iggan {

RenderJob job_of(const View& view, const SceneDistribution& scene) {
  RenderJob job;
  job.grid = view.grid;
  job.camera = view.shot.camera;
  job.lights = view.shot.lights;
  job.default_albedo = scene.default_albedo;
  job.seed = view.seed;
  return job;
}

void RenderedBatch::encode(std::uint8_t* bytes) const {
  transfer.apply(rgba, count * picture_samples() / 4, bytes);
}

ImageU8 RenderedBatch::picture(std::size_t index) const {
  IGGAN_CHECK(index < count);
  ImageU8 image(width, height, transfer.channels);
  transfer.apply(rgba + index * picture_samples(), picture_samples() / 4, image.samples.data());
  return image;
}

RenderedBatch SceneRenderer::render(const std::vector<View>& views) {
  std::vector<RenderJob> jobs;
  jobs.reserve(views.size());
  for (const View& view : views) jobs.push_back(job_of(view, scene_));
  RenderedBatch batch{0, views.size(), scene_.width, scene_.height, nullptr, scene_.transfer()};
  rgba_.resize(batch.count * batch.picture_samples());
  batch.rgba = rgba_.data();
  const auto start = std::chrono::steady_clock::now();
  renderer_.render(jobs, batch.width, batch.height, rgba_.data());
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return batch;
}

void SceneRenderer::render_all(std::size_t count, const std::function<View(std::size_t)>& view,
                               const BatchOptions& options,
                               const std::function<void(const RenderedBatch&)>& take) {
  IGGAN_CHECK(options.batch > 0);
  const auto stopped = [&](const std::string& how) {
    return Interrupted(options.after_interrupt.empty() ? how
                                                       : how + "; " + options.after_interrupt);
  };
  std::optional<ProgressLine> progress;
  if (!options.label.empty()) progress.emplace(options.label, count);
  for (std::size_t first = 0; first < count; first += options.batch) {
    if (interrupted()) throw stopped("stopped while rendering");
    const std::size_t last = std::min(count, first + options.batch);
    std::vector<View> views;
    for (std::size_t i = first; i < last; ++i) views.push_back(view(i));
    RenderedBatch batch;
    try {
      batch = render(views);
    } catch (const Interrupted& interrupt) {  // from a plugin, which does not know what is kept
      throw stopped(interrupt.what());
    }
    batch.first = first;
    take(batch);
    if (progress) progress->update(last);
  }
}

}  // namespace iggan
