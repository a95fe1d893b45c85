#include <iggan/pictures/pictures.h>

#include <algorithm>
#include <utility>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/geometry/srgb.h>
#include <iggan/pictures/photograph_frame.h>

namespace iggan {

Pictures pictures_of(const PictureSet& set) {
  return {set.count, set.scene.width, set.scene.height, set.scene.channels, set.pixels};
}

Pictures reduced(const Pictures& pictures, int factor) {
  IGGAN_CHECK(factor >= 1 && pictures.width % factor == 0 && pictures.height % factor == 0);
  Pictures small{
      pictures.count, pictures.width / factor, pictures.height / factor, pictures.channels, {}};
  ImageF32 linear(pictures.width, pictures.height, pictures.channels);
  const std::uint8_t* byte = pictures.bytes.data();
  for (int i = 0; i < pictures.count; ++i) {
    for (float& sample : linear.samples) {
      const std::uint8_t gray[] = {*byte, *byte, *byte};
      sample = linear_of(gray)[0];
      ++byte;
    }
    const ImageF32 means = reduced(linear, std::max(small.width, small.height));
    for (const float mean : means.samples) small.bytes.push_back(srgb_byte(mean));
  }
  return small;
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
    const VoxelGrid& shape = shapes[i % shapes.size()];
    scene.frame(shot, shape);
    views.push_back({shape, std::move(shot), seed_for(seed, "evaluation render", i)});
  }
  return views;
}

}  // namespace iggan
