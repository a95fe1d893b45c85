#include <iggan/experiments/probe.h>

#include <algorithm>
#include <chrono>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/shuffle.h>

namespace iggan {
namespace {

constexpr std::size_t kProbeBatch = 64;

/// Up to `count` of the shapes, drawn at random.
std::vector<Shape> draw(std::vector<Shape> shapes, int count, Rng rng) {
  shuffle(shapes, rng);
  shapes.resize(std::min(shapes.size(), static_cast<std::size_t>(std::max(count, 0))));
  return shapes;
}

}  // namespace

RenderJob Probe::job(std::size_t picture) const {
  RenderJob job;
  job.grid = shape_of(picture).grid;
  job.camera = cameras[picture];
  job.lights = scene.lights;
  job.default_albedo = scene.default_albedo;
  job.seed = picture;
  return job;
}

Probe make_probe(const ShapeSet& set, const SceneDistribution& scene, const ProbeOptions& options) {
  Probe probe;
  probe.scene = scene;
  probe.views = options.views;
  probe.shapes =
      draw(set.of_split(Split::train), options.shapes, Rng(seed_for(options.seed, "probe shapes")));
  if (probe.shapes.empty()) fail<DataError>("the shape set has no training shapes");
  probe.seen = probe.shapes.size();
  std::vector<Shape> unseen = set.of_split(Split::val);
  for (Shape& shape : set.of_split(Split::test)) unseen.push_back(std::move(shape));
  unseen = draw(std::move(unseen), options.unseen, Rng(seed_for(options.seed, "unseen shapes")));
  for (std::size_t i = 0; !unseen.empty() && i < static_cast<std::size_t>(options.unseen); ++i)
    probe.shapes.push_back(unseen[i % unseen.size()]);
  Rng rng(seed_for(options.seed, "probe cameras"));
  for (std::size_t i = 0; i < probe.shapes.size() * static_cast<std::size_t>(options.views); ++i)
    probe.cameras.push_back(scene.draw_camera(rng));
  return probe;
}

ImageU8 ProbePictures::picture(std::size_t index, const ImageTransfer& transfer) const {
  ImageU8 image(width, height, transfer.channels);
  transfer.apply(rgba.data() + index * picture_samples(), picture_samples() / 4,
                 image.samples.data());
  return image;
}

ProbePictures render_probe(Renderer& renderer, const Probe& probe,
                           const std::vector<std::size_t>& order,
                           const std::function<void(std::size_t)>& progress) {
  ProbePictures pictures;
  pictures.width = probe.scene.width;
  pictures.height = probe.scene.height;
  pictures.rgba.resize(order.size() * pictures.picture_samples());
  for (std::size_t first = 0; first < order.size(); first += kProbeBatch) {
    if (interrupted()) throw Interrupted("stopped; the same command goes on");
    const std::size_t last = std::min(order.size(), first + kProbeBatch);
    std::vector<RenderJob> jobs;
    for (std::size_t i = first; i < last; ++i) jobs.push_back(probe.job(order[i]));
    const auto start = std::chrono::steady_clock::now();
    renderer.render(jobs, pictures.width, pictures.height,
                    pictures.rgba.data() + first * pictures.picture_samples());
    pictures.seconds +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    progress(last);
  }
  return pictures;
}

}  // namespace iggan
