#include <iggan/pictures/background_key.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/scene/image_transfer.h>

namespace iggan {
namespace {

// Oklab is made so that equal distances look equally large; black and white are 1 apart.
constexpr float kTolerance = 0.07f;  // JPEG's noise and a soft shade stay below it
constexpr double kEvenBorder = 0.6;  // the object may touch the border: that is told apart
constexpr float kFaint = 1.6f;       // tolerances: an edge nearer than that is doubtful

using Lab = std::array<float, 3>;

/// Ottosson, "A perceptual color space for image processing" (2020).
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

/// A picture while its background is removed.
struct KeyedPicture {
  ImageF32& rgba;
  int width = rgba.width, height = rgba.height;
  std::vector<float> distances{};       // from the background's colour, per pixel
  std::vector<std::uint8_t> outside{};  // 1: background, per pixel

  [[nodiscard]] std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }
  [[nodiscard]] const float* colour(std::size_t pixel) const { return &rgba.samples[4 * pixel]; }
  template <class Visit>
  void for_border(Visit visit) const {
    for (int x = 0; x < width; ++x) {
      visit(at(x, 0));
      if (height > 1) visit(at(x, height - 1));
    }
    for (int y = 1; y + 1 < height; ++y) {
      visit(at(0, y));
      if (width > 1) visit(at(width - 1, y));
    }
  }
  /// The pixels of the square around one, that one left out.
  template <class Visit>
  void for_neighbours(std::size_t pixel, int reach, Visit visit) const {
    const int x0 = static_cast<int>(pixel % static_cast<std::size_t>(width));
    const int y0 = static_cast<int>(pixel / static_cast<std::size_t>(width));
    for (int y = std::max(0, y0 - reach); y <= std::min(height - 1, y0 + reach); ++y)
      for (int x = std::max(0, x0 - reach); x <= std::min(width - 1, x0 + reach); ++x)
        if (at(x, y) != pixel) visit(at(x, y));
  }
};

/// The median of each channel.
Vec3 median_of_border(const KeyedPicture& picture) {
  Vec3 median{};
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<float> values;
    picture.for_border([&](std::size_t pixel) { values.push_back(picture.colour(pixel)[c]); });
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    median[c] = *middle;
  }
  return median;
}

void flood_from_border(KeyedPicture& picture) {
  std::vector<std::size_t> next;
  const auto reach = [&](std::size_t pixel) {
    if (picture.outside[pixel] || picture.distances[pixel] > kTolerance) return;
    picture.outside[pixel] = 1;
    next.push_back(pixel);
  };
  picture.for_border(reach);
  while (!next.empty()) {
    const std::size_t pixel = next.back();
    next.pop_back();
    picture.for_neighbours(pixel, 1, reach);
  }
}

/// The mean colour of the object's inside near a pixel of its edge. @return whether there is any.
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

/// Takes the background's part out of the pixels of the object's edge.
/// @return the share of the edge behind which the object hardly differs from the background.
double soften_edge(KeyedPicture& picture, const Vec3& background) {
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
  const Lab key = oklab(behind);
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
      const float inside[3] = {static_cast<float>(object[0]), static_cast<float>(object[1]),
                               static_cast<float>(object[2])};
      faint += distance_between(oklab(inside), key) < kFaint * kTolerance;
    }
    softened.push_back(soft);
  }
  for (std::size_t i = 0; i < edge_pixels.size(); ++i)
    std::copy(softened[i].begin(), softened[i].end(), &picture.rgba.samples[4 * edge_pixels[i]]);
  return edge_pixels.empty() ? 0
                             : static_cast<double>(faint) / static_cast<double>(edge_pixels.size());
}

}  // namespace

KeyFindings remove_background(ImageF32& rgba, const BackgroundKey& key) {
  IGGAN_CHECK(rgba.channels == 4 && rgba.width > 0 && rgba.height > 0);
  KeyedPicture picture{rgba};
  KeyFindings findings;
  findings.colour =
      key.kind == BackgroundKey::Kind::automatic ? median_of_border(picture) : key.colour;
  const float colour[3] = {static_cast<float>(findings.colour[0]),
                           static_cast<float>(findings.colour[1]),
                           static_cast<float>(findings.colour[2])};
  const Lab background = oklab(colour);
  const std::size_t pixels = rgba.samples.size() / 4;
  picture.distances.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i)
    picture.distances[i] = distance_between(oklab(picture.colour(i)), background);
  std::size_t border = 0, even = 0;
  picture.for_border([&](std::size_t pixel) {
    ++border;
    even += picture.distances[pixel] <= kTolerance;
  });
  findings.even_share = static_cast<double>(even) / static_cast<double>(border);
  findings.removed = findings.even_share >= kEvenBorder;
  if (!findings.removed) return findings;

  picture.outside.assign(pixels, 0);
  flood_from_border(picture);
  std::size_t object = 0, holes = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    object += !picture.outside[i];
    holes += !picture.outside[i] && picture.distances[i] <= kTolerance;
  }
  findings.hole_share = object == 0 ? 0 : static_cast<double>(holes) / static_cast<double>(object);
  findings.faint_share = soften_edge(picture, findings.colour);
  for (std::size_t i = 0; i < pixels; ++i)
    if (picture.outside[i]) std::fill_n(&rgba.samples[4 * i], 4, 0.0f);
  return findings;
}

std::optional<Vec3> parse_hex_colour(const std::string& text) {
  if (text.size() != 7 || text[0] != '#' ||
      text.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string::npos)
    return std::nullopt;
  Vec3 linear{};
  for (std::size_t c = 0; c < 3; ++c)
    linear[c] =
        srgb_decode(static_cast<float>(std::stoi(text.substr(1 + 2 * c, 2), nullptr, 16)) / 255.0f);
  return linear;
}

std::string hex_colour(const Vec3& linear) {
  std::string text = "#";
  for (const double value : linear)
    text += fmt::format(
        "{:02x}",
        static_cast<int>(255.0f * srgb_encode(std::clamp(static_cast<float>(value), 0.0f, 1.0f)) +
                         0.5f));
  return text;
}

BackgroundKey parse_background_key(const std::string& option, const std::string& text) {
  BackgroundKey key;
  if (text == "auto") return key;
  if (text == "none") {
    key.kind = BackgroundKey::Kind::none;
    return key;
  }
  const auto colour = parse_hex_colour(text);
  if (!colour)
    fail<ConfigError>("{} '{}' is no key; write auto, none, or a colour such as '#ffffff'", option,
                      text);
  key.kind = BackgroundKey::Kind::colour;
  key.colour = *colour;
  return key;
}

}  // namespace iggan
