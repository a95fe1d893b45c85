#pragma once
#include <optional>
#include <string>

#include <iggan/geometry/vectors.h>
#include <iggan/scene/image.h>

namespace iggan {

/// The background of a photograph without alpha.
struct BackgroundKey {
  enum class Kind { automatic, colour, none } kind = Kind::automatic;
  Vec3 colour{1, 1, 1};  // linear; for Kind::colour
};

/// "auto", "none" or "#rrggbb". @throws ConfigError naming the option for anything else.
[[nodiscard]] BackgroundKey parse_background_key(const std::string& option,
                                                 const std::string& text);
/// "#rrggbb", sRGB-encoded, as linear RGB; empty for anything else.
[[nodiscard]] std::optional<Vec3> parse_hex_colour(const std::string& text);
/// "#rrggbb", sRGB.
[[nodiscard]] std::string hex_colour(const Vec3& linear);

/// What removing a background found.
struct KeyFindings {
  Vec3 colour{0, 0, 0};    // linear; the background's
  double even_share = 0;   // of the border's pixels, those with the background's colour
  bool removed = false;    // the border was even enough
  double faint_share = 0;  // of the object's edge, the part that hardly differs from the background
  double lost_outline = 0;  // outlines in the removed part, relative to width plus height
  double hole_share = 0;    // of the object's pixels, those with the background's colour
};

/// Makes the background of an opaque picture transparent: the pixels that have its colour and are
/// connected to the border. Distances are in Oklab. The opacity of the object's edge pixels is the
/// position of their colour between background and object; the background's part is removed.
/// @param rgba  linear, premultiplied; unchanged unless the border is even.
/// @param key   its colour, or Kind::automatic: the border's median.
[[nodiscard]] KeyFindings remove_background(ImageF32& rgba, const BackgroundKey& key);

}  // namespace iggan
