#include <iggan/pictures/pictures.h>

#include <utility>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>

namespace iggan {

Pictures pictures_of(const PictureSet& set) {
  return {set.count, set.scene.width, set.scene.height, set.scene.channels, set.pixels};
}

Pictures render_views(Renderer& renderer, const SceneDistribution& scene,
                      const std::vector<View>& views) {
  Pictures pictures{static_cast<int>(views.size()), scene.width, scene.height, scene.channels, {}};
  const std::size_t bytes = static_cast<std::size_t>(scene.width) *
                            static_cast<std::size_t>(scene.height) *
                            static_cast<std::size_t>(scene.channels);
  pictures.bytes.resize(views.size() * bytes);
  BatchOptions options;
  options.label = "rendering";
  SceneRenderer scene_renderer(renderer, scene);
  scene_renderer.render_all(
      views.size(), [&](std::size_t i) { return views[i]; }, options,
      [&](const RenderedBatch& batch) {
        batch.encode(pictures.bytes.data() + batch.first * bytes);
      });
  return pictures;
}

std::vector<Shot> draw_shots(const SceneDistribution& scene, int count, std::uint64_t seed) {
  std::vector<Shot> shots;
  for (int i = 0; i < count; ++i) {
    Rng rng(seed_for(seed, "evaluation camera", static_cast<std::uint64_t>(i)));
    shots.push_back(scene.draw_shot(rng));
  }
  return shots;
}

std::vector<View> draw_views(const std::vector<VoxelGrid>& shapes, const SceneDistribution& scene,
                             int count, std::uint64_t seed) {
  if (shapes.empty()) fail<DataError>("there are no shapes to render");
  std::vector<View> views;
  for (Shot& shot : draw_shots(scene, count, seed)) {
    const std::size_t i = views.size();
    views.push_back(
        {shapes[i % shapes.size()], std::move(shot), seed_for(seed, "evaluation render", i)});
  }
  return views;
}

}  // namespace iggan
