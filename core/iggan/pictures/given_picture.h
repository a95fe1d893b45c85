#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/pictures/photograph_cutout.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// Which part of the user's picture is used: all of it, or its object, cut out and framed as in a
/// set of photographs.
enum class PictureFraming { whole, object };
template <>
inline constexpr auto enum_names<PictureFraming> = names<PictureFraming>(
    "a framing", {{PictureFraming::whole, "whole"}, {PictureFraming::object, "object"}});

/// How a picture from the user is prepared.
struct GivenPictureOptions {
  PictureFraming framing = PictureFraming::whole;
  CutOutOptions cutting;  // of objects
  double margin = 0.1;    // empty fraction at each end of the side that the object fills
};

/// A picture as training would have seen it.
struct GivenPicture {
  ImageU8 picture;
  std::vector<std::string> notes;  // what was guessed or left out
};

/// Decodes one picture of one object, resizes it without stretching, and puts it in front of the
/// scene's background.
/// @throws DataError naming the file and why it cannot be used.
[[nodiscard]] GivenPicture read_given_picture(const std::filesystem::path& file,
                                              const SceneDistribution& scene,
                                              const GivenPictureOptions& options);

}  // namespace iggan
