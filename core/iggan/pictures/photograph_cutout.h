#pragma once
#include <iggan/formats/image_reader.h>
#include <iggan/pictures/background_key.h>
#include <iggan/pictures/mask_components.h>
#include <iggan/pictures/photograph_verdict.h>

namespace iggan {

/// A photograph's object alone.
struct CutOut {
  ImageF32 rgba;  // linear, premultiplied; transparent outside the object
  PixelBox box;   // of the object
};

/// How objects are cut out.
struct CutOutOptions {
  BackgroundKey key;     // for photographs without alpha
  bool defringe = true;  // remove the rim that a cut-out kept of its old background
};

/// Cuts the object out of a photograph: by its alpha if that hides anything, otherwise by its
/// background's colour. The object is the largest visible piece and others that are not much
/// smaller; its box contains them.
/// @param record  receives remarks; a photograph that cannot be cut out is refused there.
[[nodiscard]] CutOut cut_out(DecodedImage photograph, const CutOutOptions& options,
                             PhotographRecord& record);

}  // namespace iggan
