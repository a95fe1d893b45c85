#pragma once
#include <iggan/geometry/vectors.h>
#include <iggan/scene/image.h>

namespace iggan {

/// The findings of remove_rim().
struct RimFindings {
  bool removed = false;
  Vec3 colour{0, 0, 0};  // linear
  int width = 0;         // pixels, at the widest place
};

/// Removes what a cut-out kept of its old background: a narrow rim of one colour that does not
/// continue into the object. An object that itself has the rim's colour stays unchanged.
/// @param rgba  linear, premultiplied; unchanged if there is no rim.
[[nodiscard]] RimFindings remove_rim(ImageF32& rgba);

}  // namespace iggan
