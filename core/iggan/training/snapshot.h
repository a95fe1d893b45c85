#pragma once
#include <iggan/pictures/picture_set.h>
#include <iggan/scene/image.h>
#include <iggan/training/trainer.h>

namespace iggan {

/// Pictures for people, from fixed latents and views: for each, the black box's rendering of the
/// thresholded shape next to the method's picture of the continuous one (the proxy's, or a
/// baseline's image formation).
[[nodiscard]] ImageU8 fakes_grid(Trainer& trainer);

/// The first pictures of a set as a grid.
[[nodiscard]] ImageU8 reals_grid(const PictureSet& pictures);

}  // namespace iggan
