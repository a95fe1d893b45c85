#include <iggan/formats/image_colours.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <OpenImageIO/imagebufalgo.h>

#include <iggan/base/error.h>
#include <iggan/base/lower_case.h>
#include <iggan/scene/image_transfer.h>

namespace iggan {
namespace {

/// The positions of colour and alpha among a pixel's samples; for gray, all three colours are the
/// same sample.
struct ColourLayout {
  std::array<int, 3> colour{0, 0, 0};
  int alpha = -1;
};

ColourLayout layout_of(const OIIO::ImageSpec& spec) {
  ColourLayout layout;
  layout.alpha = alpha_channel_of(spec);
  if (spec.nchannels - (layout.alpha >= 0 ? 1 : 0) < 3) return layout;
  layout.colour = {0, 1, 2};
  const std::array<int, 3> named = {spec.channelindex("R"), spec.channelindex("G"),
                                    spec.channelindex("B")};
  if (*std::min_element(named.begin(), named.end()) >= 0) layout.colour = named;
  return layout;
}

enum class Curve { srgb, linear, other };

Curve curve_of(const OIIO::ImageSpec& spec, const std::string& space) {
  const std::string name = lower_case(space);
  if (name.empty()) return spec.format.is_floating_point() ? Curve::linear : Curve::srgb;
  if (name == "linear" || name == "lin_srgb" || name == "lin_rec709" || name == "scene_linear")
    return Curve::linear;
  // PNG files state a gamma of 1 / 2.2 but mean sRGB.
  if (name == "srgb" || name == "gamma2.2" || name == "gammacorrected2.2") return Curve::srgb;
  return Curve::other;
}

/// srgb_decode of all values that 8-bit and 16-bit samples can have.
const std::vector<float>& srgb_table() {
  static const std::vector<float> table = [] {
    std::vector<float> all(65536);
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = srgb_decode(static_cast<float>(i) / 65535.0f);
    return all;
  }();
  return table;
}

/// Converts straight RGBA in place. @return whether the library supports the space.
bool convert_space(ImageF32& image, const std::string& space) {
  OIIO::ImageBuf buffer = buffer_over(image);
  const bool done = OIIO::ImageBufAlgo::colorconvert(buffer, buffer, space, "linear", false);
  (void)buffer.geterror();
  return done;
}

/// Replaces OpenImageIO's reorient, which mistakes orientation 5 for 7 in version 2.4.
/// @param orientation  EXIF, 2 to 8.
ImageF32 turned_upright(const ImageF32& stored, int orientation) {
  const bool lies = orientation >= 5;
  const int w = lies ? stored.height : stored.width, h = lies ? stored.width : stored.height;
  ImageF32 upright(w, h, stored.channels);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const int right = w - 1 - x, below = h - 1 - y;
      // The stored column and row of this pixel, by orientation: EXIF 2.3, tag Orientation.
      const int column[] = {x, right, right, x, y, y, below, below};
      const int row[] = {y, y, below, below, x, right, right, x};
      const std::size_t from = stored.index(column[orientation - 1], row[orientation - 1], 0);
      std::copy_n(&stored.samples[from], stored.channels, &upright.samples[upright.index(x, y, 0)]);
    }
  return upright;
}

/// Straight RGBA in [0, 1], in the file's own colour space. @return the number of samples that were
/// not finite.
std::size_t straight_rgba(const ImageF32& samples, const OIIO::ImageSpec& spec, ImageF32& rgba) {
  const ColourLayout layout = layout_of(spec);
  const bool multiplied = layout.alpha >= 0 && spec.get_int_attribute(kStraightAlpha, 0) == 0;
  std::size_t not_finite = 0;
  const auto number = [&not_finite](float value) {
    if (std::isfinite(value)) return value;
    ++not_finite;
    return value > 0 ? 1.0f : 0.0f;  // infinity becomes the maximum, NaN becomes 0
  };
  const auto channels = static_cast<std::size_t>(samples.channels);
  const std::size_t pixels = rgba.samples.size() / 4;
  for (std::size_t i = 0; i < pixels; ++i) {
    const float* from = &samples.samples[i * channels];
    float* to = &rgba.samples[i * 4];
    to[3] = layout.alpha < 0 ? 1.0f : std::clamp(number(from[layout.alpha]), 0.0f, 1.0f);
    const float share = multiplied && to[3] > 0 ? to[3] : 1.0f;
    for (std::size_t c = 0; c < 3; ++c)
      to[c] = std::clamp(number(from[layout.colour[c]]) / share, 0.0f, 1.0f);
  }
  return not_finite;
}

/// A profile that OpenImageIO keeps but does not convert; empty if it is sRGB.
std::string foreign_profile(const OIIO::ImageSpec& spec) {
  const std::string profile = spec.get_string_attribute("ICCProfile:profile_description");
  return lower_case(profile).find("srgb") == std::string::npos ? profile : "";
}

}  // namespace

OIIO::ImageBuf buffer_over(ImageF32& image) {
  OIIO::ImageSpec spec(image.width, image.height, image.channels, OIIO::TypeDesc::FLOAT);
  spec.alpha_channel = 3;
  return OIIO::ImageBuf(spec, image.samples.data());
}

int alpha_channel_of(const OIIO::ImageSpec& spec) {
  // OpenImageIO 2.4 reports alpha at index 4 for the four channels of a GIF.
  return std::min(spec.alpha_channel, spec.nchannels - 1);
}

DecodedImage linear_picture(const ImageF32& samples, const OIIO::ImageSpec& spec) {
  DecodedImage decoded;
  ImageF32& rgba = decoded.rgba = ImageF32(samples.width, samples.height, 4);
  if (const std::size_t count = straight_rgba(samples, spec, rgba); count > 0)
    decoded.notes.push_back(fmt::format("{} samples are not finite numbers", count));

  const std::string space = spec.get_string_attribute("oiio:ColorSpace");
  Curve curve = curve_of(spec, space);
  if (curve == Curve::other) {
    const bool known = convert_space(rgba, space);
    if (!known) decoded.notes.push_back("its colour space " + space + " is treated as sRGB");
    curve = known ? Curve::linear : Curve::srgb;
  }
  if (const std::string profile = foreign_profile(spec); !profile.empty())
    decoded.notes.push_back("its colour profile (" + profile + ") is treated as sRGB");

  const bool in_table = !spec.format.is_floating_point();
  const std::vector<float>& table = srgb_table();
  for (std::size_t i = 0; i < rgba.samples.size(); i += 4)
    for (std::size_t c = 0; c < 3; ++c) {
      float& sample = rgba.samples[i + c];
      if (curve == Curve::srgb)
        sample = in_table ? table[static_cast<std::size_t>(65535.0f * sample + 0.5f)]
                          : srgb_decode(sample);
      sample = std::clamp(sample, 0.0f, 1.0f) * rgba.samples[i + 3];
    }
  const int orientation = spec.get_int_attribute("Orientation", 1);
  if (orientation > 1 && orientation <= 8) rgba = turned_upright(rgba, orientation);
  return decoded;
}

}  // namespace iggan
