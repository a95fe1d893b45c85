#include <iggan/geometry/texture.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr int kMaxSide = 1024;  // four texels per voxel in the finest grid

/// The texel at a fraction of the side, which may be outside [0, 1).
int wrapped_texel(double share, int count) {
  const double place = share - std::floor(share);  // not finite: 0 below
  return std::isfinite(place) ? std::clamp(static_cast<int>(place * count), 0, count - 1) : 0;
}

}  // namespace

Texture::Texture(int width, int height, std::vector<std::uint8_t> rgba)
    : width_(width), height_(height) {
  IGGAN_CHECK(width > 0 && height > 0);
  IGGAN_CHECK(rgba.size() ==
              4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  Level level{width, height, std::move(rgba)};
  while (std::max(level.width, level.height) > kMaxSide) {
    level = halved(level);
    ++skipped_;
  }
  levels_.push_back(std::move(level));
  while (std::max(levels_.back().width, levels_.back().height) > 1)
    levels_.push_back(halved(levels_.back()));
}

/// Means in linear light, weighted by alpha: invisible texels do not affect the colour.
Texture::Level Texture::halved(const Level& level) {
  Level half{(level.width + 1) / 2, (level.height + 1) / 2, {}};
  half.rgba.resize(4 * static_cast<std::size_t>(half.width) *
                   static_cast<std::size_t>(half.height));
  std::uint8_t* out = half.rgba.data();
  for (int y = 0; y < half.height; ++y)
    for (int x = 0; x < half.width; ++x, out += 4) {
      LinearRgb sum{}, plain{};
      float alpha = 0, count = 0;
      for (int j = 2 * y; j < std::min(2 * y + 2, level.height); ++j)
        for (int i = 2 * x; i < std::min(2 * x + 2, level.width); ++i) {
          const std::uint8_t* texel =
              &level.rgba[4 * (static_cast<std::size_t>(j) * static_cast<std::size_t>(level.width) +
                               static_cast<std::size_t>(i))];
          const LinearRgb colour = linear_of(texel);
          const float a = static_cast<float>(texel[3]);
          for (std::size_t c = 0; c < 3; ++c) {
            sum[c] += a * colour[c];
            plain[c] += colour[c];
          }
          alpha += a;
          count += 1;
        }
      for (std::size_t c = 0; c < 3; ++c) sum[c] = alpha > 0 ? sum[c] / alpha : plain[c] / count;
      const SrgbBytes bytes = srgb_bytes(sum);
      std::copy(bytes.begin(), bytes.end(), out);
      out[3] = static_cast<std::uint8_t>(alpha / count + 0.5f);
    }
  return half;
}

LinearRgb Texture::at(double u, double v, double texels) const {
  const double wanted = std::log2(std::max(texels, 1.0)) - skipped_;  // not finite: the coarsest
  const auto last = static_cast<double>(levels_.size() - 1);
  const Level& level =
      levels_[static_cast<std::size_t>(wanted < last ? std::round(std::max(wanted, 0.0)) : last)];
  const int x = wrapped_texel(u, level.width);
  const int y = level.height - 1 - wrapped_texel(v, level.height);
  return linear_of(
      &level.rgba[4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(level.width) +
                       static_cast<std::size_t>(x))]);
}

}  // namespace iggan
