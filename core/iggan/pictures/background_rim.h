#pragma once
#include <iggan/geometry/vectors.h>
#include <iggan/scene/image.h>

namespace iggan {

/// What removing a rim has found.
struct RimFindings {
  bool removed = false;
  Vec3 colour{0, 0, 0};  // linear
  int width = 0;         // pixels of the widest place
};

/// Removes what a cut-out has kept of its old background: a narrow rim of one colour, which the
/// object does not have inside. An object that is itself of the rim's colour stays as it is.
/// @param rgba  linear, premultiplied; unchanged where there is no rim.
[[nodiscard]] RimFindings remove_rim(ImageF32& rgba);

}  // namespace iggan
