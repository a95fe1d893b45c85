#include <iggan/pictures/background_key.h>

#include <algorithm>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/pictures/keyed_picture.h>
#include <iggan/scene/image_transfer.h>

namespace iggan {
namespace {

// In Oklab.
constexpr float kTolerance = 0.07f;  // JPEG noise and soft shadows stay below it
constexpr double kEvenBorder =
    0.6;  // fraction of the border; an object may touch the border: this has its own verdict
constexpr float kFaint = 1.6f;  // in tolerances: an edge closer to the background is doubtful

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

}  // namespace

KeyFindings remove_background(ImageF32& rgba, const BackgroundKey& key) {
  IGGAN_CHECK(rgba.channels == 4 && rgba.width > 0 && rgba.height > 0);
  KeyedPicture picture{rgba};
  std::vector<std::size_t> border;
  picture.for_border([&](std::size_t pixel) { border.push_back(pixel); });
  KeyFindings findings;
  findings.colour =
      key.kind == BackgroundKey::Kind::automatic ? median_colour(rgba, border) : key.colour;
  const Lab background = oklab(findings.colour);
  const std::size_t pixels = rgba.samples.size() / 4;
  picture.distances.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i)
    picture.distances[i] = distance_between(oklab(picture.colour(i)), background);
  const auto even = std::count_if(border.begin(), border.end(), [&](std::size_t pixel) {
    return picture.distances[pixel] <= kTolerance;
  });
  findings.even_share = static_cast<double>(even) / static_cast<double>(border.size());
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
  findings.lost_outline = removed_outlines(picture);
  findings.faint_share = soften_edge(picture, findings.colour, kFaint * kTolerance);
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
    text += fmt::format("{:02x}", srgb_byte(static_cast<float>(value)));
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
    fail<ConfigError>("{} '{}' is not a key; write auto, none, or a colour such as '#ffffff'",
                      option, text);
  key.kind = BackgroundKey::Kind::colour;
  key.colour = *colour;
  return key;
}

}  // namespace iggan
