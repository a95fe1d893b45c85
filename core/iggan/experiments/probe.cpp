#include <iggan/experiments/probe.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/base/shuffle.h>

namespace iggan {
namespace {

/// Up to `count` of the shapes, drawn at random.
std::vector<Shape> draw(std::vector<Shape> shapes, int count, Rng rng) {
  shuffle(shapes, rng);
  shapes.resize(std::min(shapes.size(), static_cast<std::size_t>(std::max(count, 0))));
  return shapes;
}

}  // namespace

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
  for (std::size_t i = 0; i < probe.shapes.size() * static_cast<std::size_t>(options.views); ++i) {
    probe.shots.push_back(scene.draw_shot(rng));
    scene.frame(probe.shots.back(), probe.shape_of(i).grid);
  }
  return probe;
}

ImageU8 ProbePictures::picture(std::size_t index, const ImageTransfer& transfer) const {
  ImageU8 image(width, height, transfer.channels);
  transfer.apply(rgba.data() + index * picture_samples(), picture_samples() / 4,
                 image.samples.data());
  return image;
}

ProbePictures render_probe(Renderer& renderer, const Probe& probe,
                           const std::vector<std::size_t>& order, const std::string& label) {
  ProbePictures pictures;
  pictures.width = probe.scene.width;
  pictures.height = probe.scene.height;
  pictures.rgba.reserve(order.size() * pictures.picture_samples());
  BatchOptions options;
  options.label = label;
  options.after_interrupt = "run the same command to continue";
  SceneRenderer scene_renderer(renderer, probe.scene);
  scene_renderer.render_all(
      order.size(), [&](std::size_t i) { return probe.view(order[i]); }, options,
      [&](const RenderedBatch& batch) {
        pictures.rgba.insert(pictures.rgba.end(), batch.rgba,
                             batch.rgba + batch.count * batch.picture_samples());
      });
  pictures.seconds = scene_renderer.seconds();
  return pictures;
}

}  // namespace iggan
