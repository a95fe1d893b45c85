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

/// The findings of remove_background().
struct KeyFindings {
  Vec3 colour{0, 0, 0};     // linear; the background's
  double even_share = 0;    // fraction of the border's pixels that have the background's colour
  bool removed = false;     // the border was uniform enough
  double faint_share = 0;   // fraction of the object's edge that hardly differs from the background
  double lost_outline = 0;  // length of outlines in the removed part, relative to width plus height
  double hole_share = 0;    // fraction of the object's pixels that have the background's colour
};

/// Makes the background of an opaque picture transparent: the pixels that have its colour and are
/// connected to the border. Distances are in Oklab. The opacity of an edge pixel of the object is
/// the position of its colour between those of the background and the object; the background's part
/// of its colour is removed.
/// @param rgba  linear, premultiplied; unchanged unless the border is uniform.
/// @param key   the background's colour, or Kind::automatic: the border's median.
[[nodiscard]] KeyFindings remove_background(ImageF32& rgba, const BackgroundKey& key);

}  // namespace iggan
