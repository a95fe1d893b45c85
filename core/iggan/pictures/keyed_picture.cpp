#include <iggan/pictures/keyed_picture.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <iggan/base/error.h>
#include <iggan/base/median.h>

namespace iggan {

Lab oklab(const float* rgb) {
  const float l =
      std::cbrt(0.4122214708f * rgb[0] + 0.5363325363f * rgb[1] + 0.0514459929f * rgb[2]);
  const float m =
      std::cbrt(0.2119034982f * rgb[0] + 0.6806995451f * rgb[1] + 0.1073969566f * rgb[2]);
  const float s =
      std::cbrt(0.0883024619f * rgb[0] + 0.2817188376f * rgb[1] + 0.6299787005f * rgb[2]);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
          1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
          0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

float distance_between(const Lab& a, const Lab& b) {
  return std::sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) +
                   (a[2] - b[2]) * (a[2] - b[2]));
}

Lab oklab(const Vec3& linear_rgb) {
  const float rgb[3] = {static_cast<float>(linear_rgb[0]), static_cast<float>(linear_rgb[1]),
                        static_cast<float>(linear_rgb[2])};
  return oklab(rgb);
}

Vec3 median_colour(const ImageF32& rgba, const std::vector<std::size_t>& pixels) {
  IGGAN_CHECK(!pixels.empty());
  Vec3 colour{};
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<float> values;
    for (const std::size_t pixel : pixels) values.push_back(rgba.samples[4 * pixel + c]);
    colour[c] = median(std::move(values));
  }
  return colour;
}

namespace {

/// The mean colour of the object's interior near a pixel of its edge. @return whether there is any.
bool inside_near(const KeyedPicture& picture, const std::vector<std::uint8_t>& edge,
                 std::size_t pixel, Vec3& mean) {
  int count = 0;
  mean = {0, 0, 0};
  picture.for_neighbours(pixel, 2, [&](std::size_t other) {
    if (picture.outside[other] || edge[other]) return;
    ++count;
    for (std::size_t c = 0; c < 3; ++c) mean[c] += picture.colour(other)[c];
  });
  for (double& value : mean) value /= std::max(1, count);
  return count > 0;
}

}  // namespace

double soften_edge(KeyedPicture& picture, const Vec3& background, float faint_distance) {
  std::vector<std::uint8_t> edge(picture.outside.size(), 0);
  std::vector<std::size_t> edge_pixels;
  for (std::size_t pixel = 0; pixel < edge.size(); ++pixel) {
    if (picture.outside[pixel]) continue;
    picture.for_neighbours(pixel, 1, [&](std::size_t other) {
      if (picture.outside[other]) edge[pixel] = 1;
    });
    if (edge[pixel]) edge_pixels.push_back(pixel);
  }
  const float behind[3] = {static_cast<float>(background[0]), static_cast<float>(background[1]),
                           static_cast<float>(background[2])};
  const Lab key = oklab(background);
  std::size_t faint = 0;
  std::vector<std::array<float, 4>> softened;
  for (const std::size_t pixel : edge_pixels) {
    const float* own = picture.colour(pixel);
    std::array<float, 4> soft{own[0], own[1], own[2], 1.0f};
    Vec3 object{};
    if (inside_near(picture, edge, pixel, object)) {
      const Vec3 whole = object - background;
      const Vec3 part = Vec3{own[0], own[1], own[2]} - background;
      const double length = dot(whole, whole);
      const double opacity = length > 0 ? std::clamp(dot(part, whole) / length, 0.0, 1.0) : 1.0;
      soft[3] = static_cast<float>(opacity);
      for (std::size_t c = 0; c < 3; ++c)
        soft[c] = std::clamp(own[c] - (1.0f - soft[3]) * behind[c], 0.0f, soft[3]);
      faint += distance_between(oklab(object), key) < faint_distance;
    }
    softened.push_back(soft);
  }
  for (std::size_t i = 0; i < edge_pixels.size(); ++i)
    std::copy(softened[i].begin(), softened[i].end(), &picture.rgba.samples[4 * edge_pixels[i]]);
  return edge_pixels.empty() ? 0
                             : static_cast<double>(faint) / static_cast<double>(edge_pixels.size());
}

namespace {

constexpr float kOutline = 0.015f;  // Oklab, over kSpan pixels; noise of a JPEG file is below it
constexpr int kSpan = 4;            // pixels; an outline is about this wide
constexpr int kLeastAway = 16;      // pixels; the size of a JPEG block with 2x2 chroma subsampling
constexpr double kAway = 0.02;      // of the picture's longer side

/// Pixels within `reach` of the object, in x and y.
std::vector<std::uint8_t> near_object(const KeyedPicture& picture, int reach) {
  std::vector<std::uint8_t> near(picture.outside.size(), 0);
  std::vector<std::size_t> layer;
  for (std::size_t pixel = 0; pixel < near.size(); ++pixel)
    if (!picture.outside[pixel]) {
      near[pixel] = 1;
      layer.push_back(pixel);
    }
  for (int i = 0; i < reach; ++i) {
    std::vector<std::size_t> next;
    for (const std::size_t pixel : layer)
      picture.for_neighbours(pixel, 1, [&](std::size_t other) {
        if (near[other]) return;
        near[other] = 1;
        next.push_back(other);
      });
    layer = std::move(next);
  }
  return near;
}

/// The mean over 3 x 3 pixels, to reduce noise.
std::vector<float> smoothed(const KeyedPicture& picture) {
  std::vector<float> means(picture.distances.size());
  for (std::size_t pixel = 0; pixel < means.size(); ++pixel) {
    float sum = picture.distances[pixel];
    int count = 1;
    picture.for_neighbours(pixel, 1, [&](std::size_t other) {
      sum += picture.distances[other];
      ++count;
    });
    means[pixel] = sum / static_cast<float>(count);
  }
  return means;
}

}  // namespace

double removed_outlines(const KeyedPicture& picture) {
  const int longer = std::max(picture.width, picture.height);
  const auto excluded =
      near_object(picture, std::max(kLeastAway, static_cast<int>(kAway * longer)));
  const std::vector<float> distances = smoothed(picture);
  std::size_t pixels = 0;
  for (int y = 0; y + kSpan < picture.height; ++y)
    for (int x = 0; x + kSpan < picture.width; ++x) {
      const std::size_t here = picture.at(x, y);
      if (excluded[here]) continue;
      const float across = std::abs(distances[picture.at(x + kSpan, y)] - distances[here]);
      const float down = std::abs(distances[picture.at(x, y + kSpan)] - distances[here]);
      pixels += std::max(across, down) > kOutline;
    }
  return static_cast<double>(pixels) / kSpan / (picture.width + picture.height);
}

}  // namespace iggan
