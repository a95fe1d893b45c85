#include <iggan/pictures/picture_maker.h>

#include <algorithm>
#include <numeric>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/rng.h>
#include <iggan/base/shuffle.h>
#include <iggan/console/progress.h>
#include <iggan/pictures/picture_set.h>

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

/// Picture `number` counts through the views of the first shape, then of the second, and so on, so
/// that a picture stays the same whatever place the shuffle gives it.
RenderJob picture_job(const std::vector<Shape>& shapes, std::size_t number,
                      const SceneDistribution& scene, const PictureMakerOptions& options) {
  RenderJob job;
  job.grid = shapes[number / static_cast<std::size_t>(options.views_per_shape)].grid;
  Rng rng(seed_for(options.seed, "camera", number));
  job.camera = scene.draw_camera(rng);
  job.lights = scene.lights;
  job.default_albedo = scene.default_albedo;
  job.seed = seed_for(options.seed, "render", number);
  return job;
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

/// Copies the file, and gives the note for the manifest; both only if the file exists.
std::string copy_attribution(const fs::path& from, const fs::path& folder) {
  std::error_code ignored;
  if (from.empty() || !fs::is_regular_file(from, ignored)) return "";
  write_text_atomically(folder / "ATTRIBUTION.txt", read_text(from));
  return "The pictures show licensed models; creators and licences are in ATTRIBUTION.txt.";
}

}  // namespace

PictureOrigin origin_of(const RendererInfo& info) {
  return {info.id, info.version, info.license,
          info.library_path.empty() ? "" : sha256_of_file(info.library_path)};
}

int make_pictures(const ShapeSet& set, Renderer& renderer, const SceneDistribution& scene,
                  const PictureMakerOptions& options, const fs::path& folder, Log& log) {
  IGGAN_CHECK(options.batch > 0);
  if (options.views_per_shape < 1)
    fail<ConfigError>("views_per_shape: {} is not a number of views; give 1 or more",
                      options.views_per_shape);
  check_scene(scene, "scene");
  const std::vector<Shape> shapes = set.of_split(options.split);
  if (shapes.empty())
    fail<DataError>("the shape set has no shapes of the split {}; it has {} shapes in all",
                    to_string(options.split), set.shapes.size());

  AtomicFolder output(folder);
  PictureSetWriter writer(output.path());
  const std::size_t total = shapes.size() * static_cast<std::size_t>(options.views_per_shape);
  const auto order = shuffled(total, Rng(seed_for(options.seed, "picture order")));
  const ImageTransfer transfer = scene.transfer();
  ProgressLine progress("pictures", total);
  for (std::size_t first = 0; first < total; first += static_cast<std::size_t>(options.batch)) {
    if (interrupted()) throw Interrupted("stopped; no pictures were kept");
    const std::size_t last = std::min(total, first + static_cast<std::size_t>(options.batch));
    std::vector<RenderJob> jobs;
    for (std::size_t i = first; i < last; ++i)
      jobs.push_back(picture_job(shapes, order[i], scene, options));
    const ImageF32 one(scene.width, scene.height, 4);
    std::vector<float> rgba(jobs.size() * one.samples.size());
    renderer.render(jobs, scene.width, scene.height, rgba.data());
    ImageU8 picture(scene.width, scene.height, scene.channels);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      transfer.apply(rgba.data() + i * one.samples.size(), one.samples.size() / 4,
                     picture.samples.data());
      writer.add(picture);
    }
    progress.update(last);
  }
  PictureManifest manifest = manifest_of(renderer, scene, options);
  manifest.attribution = copy_attribution(options.attribution, output.path());
  writer.finish(std::move(manifest));
  output.commit();
  log.info("{} pictures of {}x{} with {} channel{} in {}", writer.count(), scene.width,
           scene.height, scene.channels, scene.channels == 1 ? "" : "s", folder.string());
  return writer.count();
}

}  // namespace iggan
