#include <iggan/pictures/picture_maker.h>

#include <numeric>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/rng.h>
#include <iggan/base/shuffle.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

/// A random order of 0 .. count-1.
std::vector<std::size_t> shuffled(std::size_t count, Rng rng) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, rng);
  return order;
}

/// `number` counts through the views of the first shape, then those of the second, and so on, so a
/// picture does not depend on its position after the shuffle.
View picture_view(const std::vector<Shape>& shapes, std::size_t number,
                  const SceneDistribution& scene, const PictureMakerOptions& options) {
  Rng rng(seed_for(options.seed, "camera", number));
  const VoxelGrid& shape = shapes[number / static_cast<std::size_t>(options.views_per_shape)].grid;
  Shot shot = scene.draw_shot(rng);
  scene.frame(shot, shape);
  return {shape, std::move(shot), seed_for(options.seed, "render", number)};
}

PictureManifest manifest_of(const Renderer& renderer, const SceneDistribution& scene,
                            const PictureMakerOptions& options) {
  PictureManifest manifest;
  manifest.tool_version = options.tool_version;
  manifest.seed = options.seed;
  manifest.scene = scene;
  manifest.renderer = origin_of(renderer.info());
  return manifest;
}

/// Copies the file and returns the note for the manifest, if the file exists.
std::string copy_attribution(const fs::path& from, const fs::path& folder) {
  std::error_code ignored;
  if (from.empty() || !fs::is_regular_file(from, ignored)) return "";
  write_text_atomically(folder / "ATTRIBUTION.txt", read_text(from));
  return "The pictures show licensed models; creators and licenses are in ATTRIBUTION.txt.";
}

}  // namespace

PictureOrigin origin_of(const RendererInfo& info) {
  return {info.id, info.version, info.license,
          info.library_path.empty() ? "" : sha256_of_file(info.library_path)};
}

int make_pictures(const ShapeSet& set, Renderer& renderer, const SceneDistribution& scene,
                  const PictureMakerOptions& options, const fs::path& folder) {
  if (options.views_per_shape < 1)
    fail<ConfigError>("views_per_shape: {} is not a number of views; give 1 or more",
                      options.views_per_shape);
  check_scene(scene, "scene");
  const std::vector<Shape> shapes = set.of_split(options.split);
  if (shapes.empty())
    fail<DataError>("the shape set has no shapes of the split {}; it has {} shapes in total",
                    to_string(options.split), set.shapes.size());

  AtomicFolder output(folder);
  PictureSetWriter writer(output.path());
  const std::size_t total = shapes.size() * static_cast<std::size_t>(options.views_per_shape);
  const auto order = shuffled(total, Rng(seed_for(options.seed, "picture order")));
  SceneRenderer scene_renderer(renderer, scene);
  scene_renderer.render_all(
      total, [&](std::size_t i) { return picture_view(shapes, order[i], scene, options); },
      {options.batch, "pictures", "no pictures were kept"},
      [&](const RenderedBatch& batch) {
        for (std::size_t i = 0; i < batch.count; ++i) writer.add(batch.picture(i));
      });
  PictureManifest manifest = manifest_of(renderer, scene, options);
  manifest.attribution = copy_attribution(options.attribution, output.path());
  writer.finish(std::move(manifest));
  output.commit();
  return writer.count();
}

}  // namespace iggan
