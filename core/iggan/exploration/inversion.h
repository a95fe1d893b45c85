#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include <iggan/exploration/shot_search.h>
#include <iggan/geometry/soft_shape.h>
#include <iggan/render/renderer.h>
#include <iggan/scene/image.h>
#include <iggan/training/latent.h>

namespace iggan {

/// How a shape is searched for.
struct InversionOptions {
  int candidates = 1000;  // random shapes to start from, at least 2
  int views = 12;         // pictures of each
  int starts = 12;        // candidates nearest to a picture, which are optimised
  int steps = 240;    // optimisation steps of the latents; 0: the nearest candidate is the result
  bool tune = false;  // afterwards tune G's last layers too, separately for each picture
  std::uint64_t seed = 0;  // of all draws
};

/// A shape with the camera and light for which the black box's picture of it matches a given one.
struct InvertedShape {
  SoftShape shape;
  Latent latent;
  bool tuned = false;  // if so, the run's own generator makes a different shape from the latent
  PossibleShot shot;   // as the picture was taken: framed, if the scene requires it
  ImageU8 picture;     // of the shape, from the black box; at the size of the checkpoint's stage
  std::vector<ImageU8> sides;  // pictures from two other sides
  double distance = 0;  // from the given picture (PictureDistance); 1 is the distance between two
                        // random pictures
};

/// What was found for one picture.
struct Inversion {
  InvertedShape found;
  InvertedShape candidate;  // the nearest of the first candidates, with an improved camera
};

/// Reconstructs the shapes in pictures: draws random candidates, then optimises the latents of the
/// nearest by gradients through generator, proxy and the discriminator's features, and their
/// cameras by trial through the black box. The result is the shape whose black-box picture is
/// closest. After each quarter of the steps, half of the starts are dropped while at least two
/// remain.
/// @param run         a run folder; its method is iggan.
/// @param checkpoint  a file in it; empty: the newest.
/// @param black_box   the run's renderer.
/// @param pictures    each of one object, with the size, channels and background of the run's
///                    pictures; scaled down for a checkpoint from before the last stage.
/// @return            one per picture.
/// @throws DataError, PluginError, Interrupted.
[[nodiscard]] std::vector<Inversion> invert(const std::filesystem::path& run,
                                            const std::filesystem::path& checkpoint,
                                            Renderer& black_box,
                                            const std::vector<ImageU8>& pictures,
                                            const InversionOptions& options = {});

}  // namespace iggan
