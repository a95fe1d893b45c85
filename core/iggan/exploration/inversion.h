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

struct InversionOptions {
  int candidates = 1000;   // shapes drawn at random to begin with, at least 2
  int views = 12;          // pictures of each
  int starts = 12;         // of the candidates nearest to a picture: what is made better
  int steps = 240;         // of the latents; 0: the nearest candidate is the answer
  bool tune = false;       // then G's last layers move too, for each picture alone
  std::uint64_t seed = 0;  // of all draws
};

/// A shape with the camera and the light under which the black box's picture of it is like a given
/// one.
struct InvertedShape {
  SoftShape shape;
  Latent latent;
  bool tuned = false;  // then the run's own generator makes another shape of the latent
  PossibleShot shot;
  ImageU8 picture;             // of the shape, by the black box
  std::vector<ImageU8> sides;  // pictures from two other sides
  double distance = 0;  // from the given picture (PictureDistance): 1 is that of two at random
};

struct Inversion {
  InvertedShape found;
  InvertedShape candidate;  // the nearest of the first ones, its camera improved
};

/// Finds the shapes behind pictures: candidates drawn at random, then the nearest ones' latents by
/// gradient through generator, proxy and the discriminator's features, their cameras by trial
/// through the black box; the black box's picture decides. After each quarter of the
/// steps half of the starts are dropped, as long as there are two.
/// @param run         a run folder of the method iggan.
/// @param checkpoint  a file of it; empty: the newest.
/// @param black_box   the run's renderer.
/// @param pictures    each of one object, of the size, channels and background of the run's.
/// @return            one a picture.
/// @throws DataError, PluginError, Interrupted.
[[nodiscard]] std::vector<Inversion> invert(const std::filesystem::path& run,
                                            const std::filesystem::path& checkpoint,
                                            Renderer& black_box,
                                            const std::vector<ImageU8>& pictures,
                                            const InversionOptions& options = {});

}  // namespace iggan
