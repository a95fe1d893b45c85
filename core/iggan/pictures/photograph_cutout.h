#pragma once
#include <iggan/formats/image_reader.h>
#include <iggan/pictures/background_key.h>
#include <iggan/pictures/mask_components.h>
#include <iggan/pictures/photograph_verdict.h>

namespace iggan {

/// A photograph's object alone.
struct CutOut {
  ImageF32 rgba;  // linear, premultiplied; transparent beside the object
  PixelBox box;   // of the object
};

struct CutOutOptions {
  BackgroundKey key;     // of photographs without alpha
  bool defringe = true;  // what a cut-out has kept of its old background is removed
};

/// Cuts the object out of a photograph: by its alpha, where it has one that hides anything, and
/// otherwise by its background's colour. Only the largest piece of what is visible, and others that
/// are not much smaller, are the object; its box is theirs.
/// @param record  gets remarks: a photograph that cannot be cut out is refused there.
[[nodiscard]] CutOut cut_out(DecodedImage photograph, const CutOutOptions& options,
                             PhotographRecord& record);

}  // namespace iggan
