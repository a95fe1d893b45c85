#include <iggan/evaluation/nearest_pictures.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <iggan/base/error.h>
#include <iggan/pictures/pictures.h>

namespace iggan {
namespace {

double feature_distance(const FeatureMatrix& a, std::size_t row_a, const FeatureMatrix& b,
                        std::size_t row_b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.width; ++i) {
    const double difference =
        double(a.values[row_a * a.width + i]) - double(b.values[row_b * b.width + i]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

ImageU8 render_at(const Pictures& pictures, std::size_t index) {
  ImageU8 image(pictures.width, pictures.height, pictures.channels);
  const auto bytes = image.samples.size();
  std::copy_n(pictures.bytes.begin() + static_cast<std::ptrdiff_t>(index * bytes), bytes,
              image.samples.begin());
  return image;
}

}  // namespace

std::vector<NearestPicture> nearest_pictures(const PictureSet& pictures,
                                             const FeatureMatrix& of_pictures, Renderer& renderer,
                                             const FeatureExtractor& extractor,
                                             const std::vector<VoxelGrid>& samples,
                                             const NearestPictureOptions& options) {
  IGGAN_CHECK(pictures.count > 0 && options.views > 0);
  const auto count = samples.size();
  // Views cycle through the samples: view v of sample i has the index v * count + i.
  const Pictures renders = render_views(
      renderer, pictures.scene,
      draw_views(samples, pictures.scene, static_cast<int>(count) * options.views, options.seed));
  const FeatureMatrix of_renders = extractor.extract(renders);
  check_same_width(of_pictures, of_renders);
  std::vector<NearestPicture> nearest(count);
  for (std::size_t sample = 0; sample < count; ++sample) {
    NearestPicture& best = nearest[sample];
    best.distance = std::numeric_limits<double>::infinity();
    std::size_t best_render = sample;
    for (std::size_t render = sample; render < of_renders.count; render += count)
      for (std::size_t picture = 0; picture < of_pictures.count; ++picture) {
        const double distance = feature_distance(of_renders, render, of_pictures, picture);
        if (distance >= best.distance) continue;
        best.distance = distance;
        best.index = static_cast<int>(picture);
        best_render = render;
      }
    best.render = render_at(renders, best_render);
    best.picture = pictures.picture(best.index);
  }
  return nearest;
}

}  // namespace iggan
