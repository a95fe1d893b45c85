#include <iggan/pictures/background_rim.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/pictures/keyed_picture.h>

namespace iggan {
namespace {

constexpr float kOpaque = 0.5f;
constexpr double kEvenRim = 0.5;        // least fraction of the edge that has the rim's colour
constexpr float kLeastContrast = 0.2f;  // in Oklab, between rim and object
constexpr float kNearRim = 0.45f;       // of the way from the rim's colour to the object's
constexpr double kWidest = 0.015;       // of the picture's longest side
constexpr double kGoesOn = 0.2;         // of the edge: if more goes further in, it is not a rim

/// Pixels of the object that touch the outside or the picture's border.
std::vector<std::size_t> edge_of_object(const KeyedPicture& picture) {
  std::vector<std::size_t> edge;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const std::size_t pixel = picture.at(x, y);
      if (picture.outside[pixel]) continue;
      bool touches = x == 0 || y == 0 || x + 1 == picture.width || y + 1 == picture.height;
      picture.for_neighbours(pixel, 1,
                             [&](std::size_t other) { touches |= picture.outside[other] != 0; });
      if (touches) edge.push_back(pixel);
    }
  return edge;
}

/// Removes a picture's alpha and returns it: colours become unpremultiplied and all pixels opaque.
/// Pixels below kOpaque count as outside.
std::vector<float> take_out_alpha(KeyedPicture& picture) {
  std::vector<float> alphas;
  for (std::size_t i = 0; i < picture.rgba.samples.size(); i += 4) {
    float* sample = &picture.rgba.samples[i];
    const float alpha = sample[3];
    alphas.push_back(alpha);
    picture.outside.push_back(alpha < kOpaque);
    for (std::size_t c = 0; c < 3 && alpha > 0; ++c) sample[c] /= alpha;
    sample[3] = 1;
  }
  return alphas;
}

/// Removes, layer by layer inwards, pixels whose distance from the rim's colour is at most `near`.
/// @return pixels per layer.
std::vector<std::size_t> flood_rim(KeyedPicture& picture, std::vector<std::size_t> layer,
                                   const Lab& rim, float near, int widest) {
  std::vector<std::size_t> counts;
  const auto is_rim = [&](std::size_t pixel) {
    return !picture.outside[pixel] && distance_between(oklab(picture.colour(pixel)), rim) <= near;
  };
  layer.erase(
      std::remove_if(layer.begin(), layer.end(), [&](std::size_t pixel) { return !is_rim(pixel); }),
      layer.end());
  for (const std::size_t pixel : layer) picture.outside[pixel] = 1;
  while (!layer.empty() && static_cast<int>(counts.size()) < widest) {
    counts.push_back(layer.size());
    std::vector<std::size_t> next;
    for (const std::size_t pixel : layer)
      picture.for_neighbours(pixel, 1, [&](std::size_t other) {
        if (!is_rim(other)) return;
        picture.outside[other] = 1;
        next.push_back(other);
      });
    layer = std::move(next);
  }
  if (!layer.empty()) counts.push_back(layer.size());
  return counts;
}

}  // namespace

RimFindings remove_rim(ImageF32& rgba) {
  IGGAN_CHECK(rgba.channels == 4);
  RimFindings findings;
  ImageF32 straight = rgba;
  KeyedPicture picture{straight};
  const std::vector<float> alphas = take_out_alpha(picture);
  const std::vector<std::size_t> edge = edge_of_object(picture);
  std::vector<std::size_t> object;
  for (std::size_t i = 0; i < alphas.size(); ++i)
    if (!picture.outside[i]) object.push_back(i);
  if (edge.empty()) return findings;

  findings.colour = median_colour(straight, edge);
  const Lab rim = oklab(findings.colour);
  const float contrast = distance_between(rim, oklab(median_colour(straight, object)));
  const auto edge_pixels = static_cast<double>(edge.size());
  const int widest =
      std::max(2, static_cast<int>(kWidest * std::max(rgba.width, rgba.height) + 0.5));
  const auto layers = flood_rim(picture, edge, rim, kNearRim * contrast, widest);
  const bool narrow = static_cast<int>(layers.size()) <= widest ||
                      static_cast<double>(layers.back()) < kGoesOn * edge_pixels;
  findings.removed = contrast >= kLeastContrast && !layers.empty() && narrow &&
                     static_cast<double>(layers.front()) >= kEvenRim * edge_pixels;
  if (!findings.removed) return findings;

  findings.width = std::min(widest, static_cast<int>(layers.size()));
  soften_edge(picture, findings.colour, 0);
  for (std::size_t i = 0; i < alphas.size(); ++i)
    for (std::size_t c = 0; c < 4; ++c)
      rgba.samples[4 * i + c] = picture.outside[i] ? 0.0f : straight.samples[4 * i + c] * alphas[i];
  return findings;
}

}  // namespace iggan
